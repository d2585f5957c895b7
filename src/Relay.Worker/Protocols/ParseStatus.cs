namespace Relay.Worker.Protocols;

/// <summary>What a parser made of the bytes so far. Only <see cref="Done"/> comes with a value and the count of bytes it took.</summary>
internal enum ParseStatus
{
    NeedMore, Invalid, Done,
}
