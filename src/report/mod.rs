//! Reports: model, sentences, masks, formats.
