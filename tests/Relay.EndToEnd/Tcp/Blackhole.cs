using Relay.TestKit;

namespace Relay.EndToEnd.Tcp;

/// <summary>Packets that a namespace drops until this is disposed: nft(8).</summary>
internal sealed class Blackhole : IDisposable
{
    private static int count;

    private readonly string space;
    private readonly string table = $"drop{Interlocked.Increment(ref count)}";

    public Blackhole(string space, string input, string output)
    {
        this.space = space;
        Nft($$"""
            table inet {{table}} {
              chain input { type filter hook input priority filter; {{input}} drop; }
              chain output { type filter hook output priority filter; {{output}} drop; }
            }
            """);
    }

    public void Dispose() => Nft($"delete table inet {table}");

    private void Nft(string rules) => Shell.Run("ip", "netns", "exec", space, "nft", rules);
}
