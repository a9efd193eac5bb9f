//! The activation x / 2 (1 + erf(x / sqrt 2)) (Hendrycks and Gimpel 2016) by one polynomial, without exponentials or quotients:
//! it is what the positive part of x lacks, a (1 - erf(a / sqrt 2)) / 2 for a = |x|, fitted over 0 to 4.5 for the least largest
//! error (Lawson's weights). It is off by 0.000016 at most, beyond 4.5 as well; activations are of the order of one, and
//! whole numbers round them more.

use rten_simd::Isa;
use rten_simd::ops::{BitOps, FloatOps, NumOps};

/// From here on what is lacking is taken for what it is here.
const END: f32 = 4.5;
/// Over the distance from the middle of the range, the constant first.
const LACKS: [f32; 11] = [
    0.027_497_133,
    -0.059_128_67,
    0.048_709_61,
    -0.012_924_297,
    -0.007_919_507,
    0.007_539_775,
    -0.001_579_290_1,
    -0.000_603_964_96,
    0.000_268_528_15,
    0.000_014_738_903,
    -0.000_012_807_046,
];

/// The activation of a vector.
#[inline(always)]
pub(super) fn gelu<I: Isa>(isa: I, x: I::F32) -> I::F32 {
    let ops = isa.f32();
    let a = ops.min(ops.abs(x), ops.splat(END));
    let u = ops.sub(a, ops.splat(END / 2.0));
    let mut sum = ops.splat(LACKS[10]);
    for c in LACKS[..10].iter().rev() {
        sum = ops.mul_add(sum, u, ops.splat(*c));
    }
    ops.sub(ops.max(x, ops.zero()), sum)
}

#[cfg(test)]
mod tests {
    use rten_simd::SimdOp;

    use super::*;

    struct All<'a>(&'a mut [f32]);

    impl SimdOp for All<'_> {
        type Output = ();
        #[inline(always)]
        fn eval<I: Isa>(self, isa: I) {
            let ops = isa.f32();
            for to in self.0.chunks_exact_mut(ops.len()) {
                ops.store(gelu(isa, ops.load(to)), to);
            }
        }
    }

    /// erf by its series (Abramowitz and Stegun 7.1.5).
    fn erf(x: f64) -> f64 {
        let (mut term, mut sum) = (x, x);
        for n in 1..400 {
            term *= -x * x / f64::from(n);
            sum += term / f64::from(2 * n + 1);
        }
        (sum * 2.0 / std::f64::consts::PI.sqrt()).clamp(-1.0, 1.0)
    }

    #[test]
    fn it_is_the_activation_to_five_digits_after_the_point() {
        let places: Vec<f32> = (-3200..3200).map(|i| i as f32 / 500.0).collect();
        let mut values = places.clone();
        All(&mut values).dispatch();
        for (x, got) in places.iter().zip(&values) {
            let x = f64::from(*x);
            let wanted = x / 2.0
                * (1.0
                    + if x.abs() < 5.0 {
                        erf(x / 2f64.sqrt())
                    } else {
                        x.signum()
                    });
            assert!((wanted - f64::from(*got)).abs() < 1.7e-5, "{x}: {got} for {wanted}");
        }
        let mut far = [-1e30, 1e30, f32::MIN, f32::MAX, 0.0, -0.0, 5.0, -5.0].repeat(4);
        All(&mut far).dispatch();
        assert!(far.iter().all(|v| v.is_finite()));
    }
}
