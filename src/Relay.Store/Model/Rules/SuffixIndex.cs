using System.Numerics;
using System.Text;

namespace Relay.Store.Model.Rules;

/// <summary>
/// From (scope, suffix of names) to the rank that begins the chain of rules there: a hash table with open addressing over the table's own rules and texts.
/// A byte of the hash for each slot answers nearly all questions for what is not there without touching a rule.
/// </summary>
internal sealed class SuffixIndex
{
    public const int None = -1;

    /// <summary>The hash of the empty suffix; <see cref="Extend"/> makes those of longer ones from it, last character first.</summary>
    public const uint EmptyHash = 2166136261;

    private readonly Rule[] rules;
    private readonly byte[] texts;
    private readonly byte[] tags;
    private readonly int[] firsts;

    /// <param name="rules">In order of rank; their <see cref="Rule.Next"/> is set here.</param>
    /// <param name="texts">The suffixes, each after a byte with its length.</param>
    public SuffixIndex(Rule[] rules, byte[] texts)
    {
        (this.rules, this.texts) = (rules, texts);
        // At most three slots of four are taken.
        uint size = BitOperations.RoundUpToPowerOf2((uint)(rules.Length + rules.Length / 3 + 1));
        tags = new byte[size];
        firsts = new int[size];
        Span<char> suffix = stackalloc char[DomainName.MaxLength];
        for (int rank = rules.Length - 1; rank >= 0; rank--)
        {
            int length = Encoding.ASCII.GetChars(TextOf(rank), suffix);
            Push(rank, suffix[..length]);
        }
    }

    /// <summary>
    /// The hash (FNV-1a, from the end) of a suffix that is one character longer, so that one pass over a name hashes all of its suffixes.
    /// </summary>
    public static uint Extend(uint hash, char before) => (hash ^ before) * 16777619;

    public ReadOnlySpan<byte> TextOf(int rank) => texts.AsSpan(rules[rank].Text + 1, texts[rules[rank].Text]);

    /// <summary>The first rank of the chain, or <see cref="None"/>.</summary>
    public int First(int scope, uint hash, ReadOnlySpan<char> suffix)
    {
        uint slot = SlotOf(scope, hash, suffix, out byte tag);
        return tags[slot] == tag ? firsts[slot] : None;
    }

    private void Push(int rank, ReadOnlySpan<char> suffix)
    {
        uint hash = EmptyHash;
        for (int i = suffix.Length - 1; i >= 0; i--)
            hash = Extend(hash, suffix[i]);
        uint slot = SlotOf(rules[rank].Scope, hash, suffix, out byte tag);
        rules[rank].Next = tags[slot] == tag ? firsts[slot] : None;
        tags[slot] = tag;
        firsts[slot] = rank;
    }

    /// <summary>Where the chain begins, or the free slot where it would: there the tag is 0.</summary>
    private uint SlotOf(int scope, uint hash, ReadOnlySpan<char> suffix, out byte tag)
    {
        uint mixed = (hash ^ (uint)scope * 0x9e3779b9) * 0x85ebca6b;
        mixed ^= mixed >> 15;
        tag = (byte)Math.Max(mixed >> 24, 1);
        for (uint i = mixed; ; i++)
        {
            uint slot = i & (uint)(tags.Length - 1);
            byte found = tags[slot];
            if (found == 0 || (found == tag && IsAt(firsts[slot], scope, suffix)))
                return slot;
        }
    }

    private bool IsAt(int rank, int scope, ReadOnlySpan<char> suffix) => rules[rank].Scope == scope && Ascii.Equals(TextOf(rank), suffix);
}
