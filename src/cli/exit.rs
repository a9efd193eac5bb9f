//! Exit codes of the contract.

use std::process::ExitCode;

use crate::finding::Verdict;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Every case passed, or there was nothing to judge: 0.
    Passed,
    /// A case is to be reviewed or rejected: 1.
    Findings,
    /// The work itself failed: 2.
    Failed,
    /// Interrupted: 130.
    Interrupted,
}

impl Exit {
    /// The number.
    pub const fn code(self) -> u8 {
        match self {
            Exit::Passed => 0,
            Exit::Findings => 1,
            Exit::Failed => 2,
            Exit::Interrupted => 130,
        }
    }
    /// The end of a run with these verdicts; `zero` turns 1 into 0.
    pub fn of(verdicts: impl IntoIterator<Item = Verdict>, zero: bool) -> Self {
        let all_passed = verdicts.into_iter().all(|v| v == Verdict::Pass);
        if all_passed || zero {
            Exit::Passed
        } else {
            Exit::Findings
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_the_contract() {
        assert_eq!(Exit::of([], false).code(), 0);
        assert_eq!(Exit::of([Verdict::Pass], false).code(), 0);
        assert_eq!(Exit::of([Verdict::Pass, Verdict::Review], false).code(), 1);
        assert_eq!(Exit::of([Verdict::Reject], true).code(), 0);
        assert_eq!((Exit::Failed.code(), Exit::Interrupted.code()), (2, 130));
    }
}
