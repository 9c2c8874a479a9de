//! Looking over what this device keeps: `doctor`.

use clap::Args;

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre doctor                       is everything in order? Changes nothing
  entre doctor --no-network          without asking the relays
  entre doctor --repair              makes again what can be made again")]
pub(crate) struct Doctor {
    /// Make documents again from the sealed envelopes and what waits, and write a damaged file anew from what can be
    /// read of it. A copy from before stays in the home; what you wrote and did not send is never thrown away
    #[arg(long)]
    pub(crate) repair: bool,
    /// Ask no relay
    #[arg(long)]
    pub(crate) no_network: bool,
}
