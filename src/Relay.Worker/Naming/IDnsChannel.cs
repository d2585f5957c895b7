namespace Relay.Worker.Naming;

/// <summary>A connection that DNS messages go over, on its loop, closed by dispose. Nothing it does throws for what a peer does.</summary>
internal interface IDnsChannel : IDisposable
{
    /// <summary>More has come than was read.</summary>
    bool HasMore { get; }

    /// <summary>The deadline has passed.</summary>
    bool IsExpired { get; }

    /// <summary>Waits for bytes, as long as <see cref="SetDeadline"/> says. 0 where the client ended, failed or was silent.</summary>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer);

    /// <summary>Sends all of it; false where the client did not take it.</summary>
    ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes);

    void SetDeadline(TimeSpan delay);
}
