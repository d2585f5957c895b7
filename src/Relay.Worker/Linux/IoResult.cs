using System.Runtime.InteropServices;

namespace Relay.Worker.Linux;

/// <summary>What a non-blocking call gave: a count (0 is the end of the stream, for reads), or an errno. Never thrown, never waited for.</summary>
internal readonly struct IoResult
{
    private readonly int value;

    private IoResult(int value) => this.value = value;

    public static IoResult Of(Errno error) => new(-(int)error);

    /// <summary>To be called at once after the import returned, before anything else can change errno.</summary>
    public static IoResult OfReturn(nint returned) => new(returned >= 0 ? (int)returned : -Marshal.GetLastPInvokeError());

    public bool Succeeded => value >= 0;

    public int Count => value > 0 ? value : 0;

    public bool IsEnd => value == 0;

    public bool WouldBlock => value == -(int)Errno.TryAgain;

    public Errno Error => value < 0 ? (Errno)(-value) : Errno.None;
}
