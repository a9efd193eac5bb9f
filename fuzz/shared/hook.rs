/// A panic of the foreign reader is an answer, caught where it runs; one anywhere else ends the fuzzer.
pub(crate) fn spare_the_reader() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().name() != Some("pdf") {
            usual(info);
        }
    }));
}
