//! The features by name, and the shapes that weigh them apart.

use crate::kind::spec::Shape;

macro_rules! features {
    ($($name:ident $doc:literal),+ $(,)?) => {
        /// A feature.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(dead_code, reason = "each is reached through its number")]
        pub enum Feature { $(#[doc = $doc] $name),+ }
        impl Feature {
            /// Every feature.
            pub const ALL: &'static [Feature] = &[$(Feature::$name),+];
            /// Its name in the table of weights.
            pub const fn name(self) -> &'static str {
                match self { $(Feature::$name => stringify!($name)),+ }
            }
        }
    };
}

features! {
    Always "Bias.",
    OwnLabelAlone "The unit is the field's label and nothing else.",
    OwnLabelParted "The field's label, and behind a blank or a colon more.",
    OwnLabelJoined "The field's label, and right behind it more.",
    OwnLabelMisread "The field's label at a cost.",
    OwnLabelLong "The field's label of four characters or more.",
    OwnLabelInColumn "The field's label where others begin.",
    OtherLabel "The label of another field.",
    OtherLabelMisread "The label of another field at a cost.",
    StopLabel "A label without a field.",
    StopWithin "Words of a label without a field in the midst.",
    RowLabelOwn "Left of it in its row stands the field's label.",
    RowLabelOther "Left of it in its row stands another label.",
    RowLabelStop "Left of it in its row stands a label without a field.",
    RowLabelUnknown "Left of it in its row, in the column of labels, stands something that is none.",
    RowLabelNone "Left of it in its row stands nothing.",
    AboveOwn "The last label above is the field's.",
    AboveOther "The last label above is another.",
    AboveNone "No label above.",
    BelowOwn "The next label, less than two lines below, is the field's.",
    OwnLabelMissing "The page bears no label of the field.",
    MissingAndUnlabelled "The page bears no label of the field, and left of the unit stands no known label.",
    MissingNextInOrder "The page bears no label of the field, and the one above is that of the field before it.",
    LevelWithOwn "On the height of the field's label.",
    LineBelowOwn "A line below the field's label.",
    FarBelowOwn "Farther below the field's label.",
    AboveOwnLabel "Above the field's label.",
    Asks "Asks for a tick: boxes, or 是否.",
    RowLabelClose "The label left of it is its neighbour.",
    InValueColumn "Begins where the column's values do.",
    InLabelColumn "Begins where the column's labels do.",
    ActsAsLabel "Begins where the column's labels do, is none, and bears something right of it.",
    BehindValueColumn "Begins right of where values do.",
    BeforeLabelColumn "Begins left of the labels.",
    NoColumn "The column has no two labels.",
    Large "Print larger than the page's.",
    Small "Print smaller than the page's.",
    BeforeLabels "Above the first label of its column.",
    AfterLabels "More than two lines below the last label of its column.",
    FitsWhole "The grammar takes all of it.",
    CheckHolds "A number whose check digit holds.",
    FitsPart "The grammar takes a part.",
    FitsNot "The grammar takes nothing.",
    Length0 "Nothing behind the label.",
    Length1 "One character.",
    Length2 "Two to four.",
    Length5 "Five to nine.",
    Length10 "Ten to nineteen.",
    Length20 "Twenty or more.",
    Sign0 "No word typical of the field.",
    Sign1 "One.",
    Sign2 "Two.",
    Sign3 "More.",
    SignEnds "Ends with a word typical of the field.",
    OtherSigns "More words typical of another field.",
    OtherFits "The grammar of another field takes all of it.",
    Digits "Mostly digits.",
    Latin "Mostly Latin letters.",
    Marks "No letter and no digit.",
    OverRight "A colon at its end.",
    Goes "Goes on with the same field.",
    GoesInRow "Goes on in the same row.",
    GoesNextLine "Goes on in the next line.",
    GoesFar "Goes on farther below.",
    GoesAligned "Goes on in line with what went before.",
    GoesBehindLabel "Goes on behind a label alone.",
    GoesWithLabel "Goes on with a label of its own.",
    GoesFromFull "Goes on where the line before reached the column's right end.",
    GoesFromShort "Goes on where the line before ended earlier.",
    GoesOtherSize "Goes on in print of another size.",
    GoesFromWhole "Goes on although the grammar took all of what went before.",
    GoesAcross "Goes on in another column.",
    Turns "Another field follows.",
    TurnsInRow "Another field follows in the same row, close by.",
    TurnsUnlabelled "Another field follows without a label.",
    Leaves "No field follows.",
    LeavesInRow "No field follows in the same row, close by.",
    LeavesAligned "No field follows in line with what went before.",
    Enters "A field follows on none.",
}

/// The shapes that have weights of their own.
pub const SHAPES: [Shape; 25] = [
    Shape::Text,
    Shape::Unit,
    Shape::BilingualName,
    Shape::Authority,
    Shape::Paragraph,
    Shape::Address,
    Shape::Amount,
    Shape::PersonName,
    Shape::Sex,
    Shape::Ethnicity,
    Shape::Date,
    Shape::SpanStart,
    Shape::SpanEnd,
    Shape::Term,
    Shape::Until,
    Shape::LastDay,
    Shape::CitizenId,
    Shape::CreditCode,
    Shape::RegistrationNumber,
    Shape::CertificateNumber,
    Shape::Phone,
    Shape::Domain,
    Shape::Domains,
    Shape::PermitNumber,
    Shape::Copy,
];
