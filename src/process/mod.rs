//! The process itself: what of its memory may reach a disk, and who may look into it.
//!
//! A report sent without script passes through this memory in clear. [`guard`] sees to it that the system never writes
//! that memory anywhere by itself: no core dump, no other process of the same user that reads along, no swapping out.
//! Freed memory is wiped by the program's allocator (see `main.rs`), used stack by [`forgetting`]. [`findings`] looks at what only the machine's
//! administrator can set right.

mod forgetting;
mod machine;

use rustix::mm::{MlockAllFlags, mlockall};
use rustix::process::{DumpableBehavior, Resource, Rlimit, getrlimit, set_dumpable_behavior, setrlimit};

pub use forgetting::forgetting;
pub use machine::{Machine, Seen, findings};

use crate::observe;

/// The bit of `CAP_IPC_LOCK` in a set of capabilities: its holder may lock any amount of memory (`capabilities(7)`).
const CAP_IPC_LOCK: u32 = 14;

/// What became of the wish to keep this process' memory out of swap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locked {
    /// Every page stays in memory from its first use on.
    Whole,
    /// This process may lock only so many bytes, which its address space exceeds; nothing was locked.
    Limited(u64),
    /// The system refused; the number is its error code.
    Refused(i32),
}

/// Forbids core dumps and reading along, then locks the memory where that is allowed. Called before the first secret is
/// read and before the first thread is started.
///
/// # Errors
/// If core dumps cannot be forbidden: then a crash could write words and keys to a disk, and nothing should begin.
pub fn guard() -> std::io::Result<Locked> {
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    // Holds where the limit does not: collectors that the kernel pipes dumps to, and ptrace by the same user.
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    Ok(lock())
}

impl Locked {
    /// Says in the log how it went, and what to do if it went badly.
    pub fn log(self) {
        match self {
            Self::Whole => observe::info("memory is locked: nothing of it can reach swap", &[]),
            Self::Limited(limit) => observe::warn(
                "memory is not locked and may reach swap: set LimitMEMLOCK=infinity in the unit, or ulimit -l unlimited",
                &[("limit", &observe::Bytes(limit))],
            ),
            Self::Refused(code) => observe::warn(
                "memory is not locked and may reach swap: the system refuses it; use encrypted swap or none",
                &[("code", &u64::from(code.unsigned_abs()))],
            ),
        }
    }
}

/// A limit that the address space outgrows later would turn every further request for memory into a crash, so that
/// memory is locked wholly or not at all.
fn lock() -> Locked {
    let limit = getrlimit(Resource::Memlock);
    if let (Some(current), false) = (limit.current, may_lock_anything()) {
        let raised = limit.maximum.is_none() && setrlimit(Resource::Memlock, Rlimit { current: None, maximum: None }).is_ok();
        if !raised {
            return Locked::Limited(current);
        }
    }
    // On first use: otherwise stacks and arenas that are only reserved would fill memory.
    match mlockall(MlockAllFlags::CURRENT | MlockAllFlags::FUTURE | MlockAllFlags::ONFAULT) {
        Ok(()) => Locked::Whole,
        Err(error) => Locked::Refused(error.raw_os_error()),
    }
}

fn may_lock_anything() -> bool {
    std::fs::read_to_string("/proc/self/status").is_ok_and(|status| holds_capability(&status, CAP_IPC_LOCK))
}

fn holds_capability(status: &str, bit: u32) -> bool {
    machine::field(status, "CapEff").and_then(|set| u64::from_str_radix(set, 16).ok()).is_some_and(|set| set >> bit & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_effective_capability_counts() {
        let status = "Name:\ttocsin\nCapPrm:\t000001ffffffffff\nCapEff:\t0000000000004000\n";
        assert!(holds_capability(status, CAP_IPC_LOCK));
        assert!(!holds_capability(&status.replace("4000", "3fff"), CAP_IPC_LOCK));
        assert!(!holds_capability("CapPrm:\t000001ffffffffff\n", CAP_IPC_LOCK));
        assert!(!holds_capability("CapEff:\tnot a number\n", CAP_IPC_LOCK));
    }
}
