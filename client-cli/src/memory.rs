//! What is in memory stays there: no core dump, where the system lets a program say so.

/// Switches core dumps off for this process and whatever it starts; on Linux, other programs of the same user may not
/// look into its memory either. A system that refuses leaves things as they are: this is a second fence, not the first.
#[cfg(unix)]
pub(crate) fn keep_off_the_disk() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        set_dumpable_behavior(DumpableBehavior::NotDumpable).ok();
    }
    let former = getrlimit(Resource::Core);
    setrlimit(Resource::Core, Rlimit { current: Some(0), ..former }).ok();
}

/// Elsewhere there is nothing that a program could say.
#[cfg(not(unix))]
pub(crate) fn keep_off_the_disk() {}
