using System.Diagnostics;
using System.Globalization;

namespace Relay.Bench.Contenders;

/// <summary>A contender at work: how flows come to it, and what its processes have used.</summary>
/// <param name="Root">Its process; null for the kernel.</param>
/// <param name="TransparentPort">Where TPROXY is to hand connections to.</param>
/// <param name="SocksPort">Where it speaks SOCKS5.</param>
/// <param name="HasNames">The addresses of <see cref="Lab.NamesNetwork"/> stand for names of the server: short flows go there.</param>
internal sealed record Relaying(Process? Root, int? TransparentPort = null, int? SocksPort = null, bool HasNames = false)
{
    /// <summary>Processor time of all its processes, in µs (proc(5): utime, stime, and those of children that have ended).</summary>
    public double CpuMicroseconds() =>
        Processes().Sum(process => Stat(process).Skip(11).Take(4).Sum(field => double.Parse(field, CultureInfo.InvariantCulture)) * 10_000); // ticks of 1/100 s

    /// <summary>Memory that is nobody else's, in bytes: Private_Clean and Private_Dirty of smaps_rollup.</summary>
    public double PrivateBytes() => Processes().Sum(process => Read($"/proc/{process}/smaps_rollup").Split('\n')
        .Where(line => line.StartsWith("Private_Clean", StringComparison.Ordinal) || line.StartsWith("Private_Dirty", StringComparison.Ordinal))
        .Sum(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024));

    private List<int> Processes()
    {
        if (Root is null)
            return [];
        ILookup<int, int> children = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .ToLookup(id => int.TryParse(Stat(id).ElementAtOrDefault(1), out int parent) ? parent : 0);
        List<int> all = [Root.Id];
        for (int i = 0; i < all.Count; i++)
            all.AddRange(children[all[i]]);
        return all;
    }

    /// <summary>The fields behind the name, which may hold spaces.</summary>
    private static string[] Stat(int process)
    {
        string stat = Read($"/proc/{process}/stat");
        return stat.Length == 0 ? [] : stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return ""; // the process has ended meanwhile
        }
    }
}
