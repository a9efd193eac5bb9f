//! Formats a file can have, as the report names them. What a format *is* is decided by `sniff`, from bytes.

use serde::{Deserialize, Serialize};

macro_rules! formats {
    ($($variant:ident $name:literal [$($ext:literal)*]),+ $(,)?) => {
        /// A file format, by content.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum Format {
            $(#[doc = $name] #[serde(rename = $name)] $variant),+
        }

        impl Format {
            /// Every format, in the order of the report schema.
            pub const ALL: &'static [Format] = &[$(Format::$variant),+];

            /// The name in reports and rules.
            pub const fn name(self) -> &'static str {
                match self { $(Format::$variant => $name),+ }
            }

            /// Extensions (lower case, no dot) under which this format is expected.
            pub const fn extensions(self) -> &'static [&'static str] {
                match self { $(Format::$variant => &[$($ext),*]),+ }
            }
        }
    };
}

formats! {
    Jpeg "jpeg" ["jpg" "jpeg" "jpe" "jfif"],
    Png "png" ["png" "apng"],
    Gif "gif" ["gif"],
    Webp "webp" ["webp"],
    Bmp "bmp" ["bmp" "dib"],
    Tiff "tiff" ["tif" "tiff"],
    Heif "heif" ["heic" "heif" "hif"],
    Avif "avif" ["avif"],
    Jpeg2000 "jpeg2000" ["jp2" "j2k" "jpx" "jpf" "jpm"],
    Svg "svg" ["svg"],
    Psd "psd" ["psd" "psb"],
    Pdf "pdf" ["pdf"],
    Ofd "ofd" ["ofd"],
    Docx "docx" ["docx" "docm" "dotx"],
    Doc "doc" ["doc" "dot"],
    Xlsx "xlsx" ["xlsx" "xlsm" "xltx"],
    Xls "xls" ["xls" "xlt"],
    Pptx "pptx" ["pptx" "pptm" "ppsx"],
    Wps "wps" ["wps" "et" "dps"],
    Zip "zip" ["zip" "jar" "apk" "odt" "ods" "odp" "epub"],
    Rar "rar" ["rar"],
    SevenZip "7z" ["7z"],
    Gzip "gzip" ["gz" "tgz"],
    Text "text" ["txt" "csv" "json" "xml" "md" "log" "rtf" "eml"],
    Html "html" ["html" "htm" "xhtml"],
    Executable "executable" ["exe" "dll" "so" "com" "elf" "bin"],
    Empty "empty" [],
    Unknown "unknown" [],
}

impl Format {
    /// Whether files of this format hold pages, which are read one after the other up to the budget.
    pub const fn is_paged(self) -> bool {
        matches!(self, Format::Pdf | Format::Tiff | Format::Ofd)
    }

    /// Whether files of this format hold one or more pictures that `decode` turns into pixels itself.
    pub const fn is_raster(self) -> bool {
        matches!(
            self,
            Format::Jpeg | Format::Png | Format::Gif | Format::Webp | Format::Bmp | Format::Tiff
        ) || (cfg!(feature = "heif") && matches!(self, Format::Heif))
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
