namespace Relay.Worker.Isolation;

/// <summary>What worker and gate say to each other: the first byte of a message.</summary>
internal enum GateMessage : byte
{
    /// <summary>Nothing more: the other side has ended.</summary>
    End = 0,

    /// <summary>To the gate: a <see cref="GateSetup"/>.</summary>
    Setup = (byte)'S',

    /// <summary>To the worker: the namespaces are built; carries the sockets, transparent first, then DNS over UDP, then over TCP.</summary>
    Ready = (byte)'R',

    /// <summary>To the gate: start the program.</summary>
    Go = (byte)'G',

    /// <summary>To the gate: one byte, a signal for the program.</summary>
    Signal = (byte)'K',

    /// <summary>To the worker: one byte, the program's exit status.</summary>
    Ended = (byte)'E',

    /// <summary>To the worker: one byte, the exit status, then one line of text.</summary>
    Failed = (byte)'F',
}
