using Relay.Worker.Linux;
using Relay.Worker.Loops;

namespace Relay.Worker.Relaying;

/// <summary>What became of a direction's turn: it waits for its sockets, wants another turn, or one of them failed.</summary>
internal readonly record struct MoveResult(bool WantsMore, LoopSocket? Culprit, Errno Error)
{
    public static MoveResult Waiting => default;

    public static MoveResult More => new(true, null, Errno.None);

    public static MoveResult Failed(LoopSocket culprit, Errno error) => new(false, culprit, error);
}
