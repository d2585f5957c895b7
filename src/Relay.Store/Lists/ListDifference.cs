using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Relay.Store.Lists;

/// <summary>What an import has to change: what the rules of its list are to be, against those that are there.</summary>
internal sealed class ListDifference
{
    /// <summary>Each with whether it is there.</summary>
    private readonly Dictionary<ListedRow, bool> wanted = [];

    private readonly List<long> gone = [];
    private int found;
    private long kept;

    public ListDifference(ImportRequest request)
    {
        wanted.EnsureCapacity(request.List.Domains.Count + request.List.Networks.Count + request.List.Exceptions.Count);
        foreach (ListedRow row in ListedRow.Of(request))
            wanted.TryAdd(row, false);
    }

    /// <summary>Where the feed of changes ended when the rules were read.</summary>
    public long Mark { get; init; }

    /// <summary>The ids of the rules that the list has no more.</summary>
    public IReadOnlyList<long> Gone => gone;

    /// <summary>What is to be added.</summary>
    public IEnumerable<ListedRow> Fresh => wanted.Where(row => !row.Value).Select(row => row.Key);

    public ImportReport Report => new(wanted.Count - found, gone.Count, kept);

    /// <summary>How many rows it takes.</summary>
    public int Size => wanted.Count - found + gone.Count;

    /// <param name="id">Of a rule of the list that is there.</param>
    /// <param name="row">What it says.</param>
    /// <param name="isLike">Whether it is as the request is in what all its rows have in common.</param>
    public void Note(long id, in ListedRow row, bool isLike)
    {
        ref bool isThere = ref CollectionsMarshal.GetValueRefOrNullRef(wanted, row);
        if (!isLike || Unsafe.IsNullRef(ref isThere))
        {
            gone.Add(id);
            return;
        }
        kept++;
        if (!isThere)
            found++;
        isThere = true;
    }
}
