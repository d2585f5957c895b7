using Relay.Store.Model;
using Relay.Worker.Linux;

namespace Relay.Worker.Relaying;

/// <summary>How the data path ended, and by whose doing.</summary>
internal readonly record struct RelayEnd(Outcome Outcome, Errno Error = Errno.None);
