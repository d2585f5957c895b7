namespace Relay.Worker.Loops;

/// <summary>Work that is done in shares, one a turn, so that others get theirs.</summary>
internal interface ILoopJob
{
    void Continue();
}
