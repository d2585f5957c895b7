using System.Numerics;
using System.Text;

namespace Relay.Store.Model.Rules;

/// <summary>
/// From (scope, suffix of names) to the first of a chain of rules: a hash table with open addressing in flat arrays, the text of all suffixes in
/// one. Filled by the constructor of <see cref="RuleTable"/> and only read after it.
/// </summary>
internal sealed class SuffixTable
{
    public const int None = -1;

    /// <summary>The hash of the empty suffix; <see cref="Extend"/> makes those of longer ones from it, last character first.</summary>
    public const uint EmptyHash = 2166136261;

    private readonly int[] slots;
    private readonly Entry[] entries;
    private readonly byte[] texts;
    private int count;
    private int textLength;

    public SuffixTable(int capacity, int textCapacity)
    {
        slots = new int[BitOperations.RoundUpToPowerOf2((uint)capacity * 2 + 1)];
        entries = new Entry[capacity];
        texts = new byte[textCapacity];
    }

    /// <summary>
    /// The hash (FNV-1a, from the end) of a suffix that is one character longer, so that one pass over a name hashes all of its suffixes.
    /// </summary>
    public static uint Extend(uint hash, char before) => (hash ^ before) * 16777619;

    /// <summary>The first rank of the chain, or <see cref="None"/>.</summary>
    public int First(int scope, uint hash, ReadOnlySpan<char> suffix)
    {
        int slot = SlotOf(scope, hash, suffix);
        return slot == 0 ? None : entries[slot - 1].First;
    }

    /// <summary>Makes <paramref name="rank"/> the first of its chain; returns what was first.</summary>
    public int Push(int scope, ReadOnlySpan<char> suffix, int rank)
    {
        uint hash = EmptyHash;
        for (int i = suffix.Length - 1; i >= 0; i--)
            hash = Extend(hash, suffix[i]);
        ref int slot = ref SlotOf(scope, hash, suffix);
        if (slot == 0)
        {
            Encoding.ASCII.GetBytes(suffix, texts.AsSpan(textLength));
            entries[count] = new Entry { Hash = hash, Scope = scope, Text = textLength, Length = (byte)suffix.Length, First = None };
            textLength += suffix.Length;
            slot = ++count;
        }
        ref Entry entry = ref entries[slot - 1];
        int next = entry.First;
        entry.First = rank;
        return next;
    }

    /// <summary>Where the entry's number (from 1) stands, or the free slot (0) where it would.</summary>
    private ref int SlotOf(int scope, uint hash, ReadOnlySpan<char> suffix)
    {
        uint mixed = (hash ^ (uint)scope * 0x9e3779b9) * 0x85ebca6b;
        for (uint i = mixed ^ mixed >> 15; ; i++)
        {
            ref int slot = ref slots[i & (uint)(slots.Length - 1)];
            if (slot == 0 || IsAt(entries[slot - 1], scope, hash, suffix))
                return ref slot;
        }
    }

    private bool IsAt(in Entry entry, int scope, uint hash, ReadOnlySpan<char> suffix) =>
        entry.Hash == hash && entry.Scope == scope && Ascii.Equals(texts.AsSpan(entry.Text, entry.Length), suffix);

    private struct Entry
    {
        public uint Hash;
        public int Scope;
        public int First;
        public int Text;
        public byte Length;
    }
}
