using System.Globalization;
using Relay.Store.Model;

namespace Relay.Store.Sql;

/// <summary>What a column is given: nothing, a number, a text, a time or an address. Not an <c>object</c>, because a row of the audit would need ten of them.</summary>
internal readonly record struct SqlValue
{
    private SqlValue(SqlKind kind, NetAddress bits, string? text = null) => (Kind, Address, Text) = (kind, bits, text);

    public SqlKind Kind { get; }

    public long Number => unchecked((long)Address.Low64);

    /// <summary>Null but for a text.</summary>
    public string? Text { get; }

    public DateTime Time => new(Number, DateTimeKind.Utc);

    /// <summary>Numbers and times are kept in its second half.</summary>
    public NetAddress Address { get; }

    public static implicit operator SqlValue(long number) => new(SqlKind.Number, new NetAddress(0, unchecked((ulong)number)));

    public static implicit operator SqlValue(string? text) => text is null ? default : new(SqlKind.Text, default, text);

    /// <param name="time">In UTC.</param>
    public static implicit operator SqlValue(DateTime time) => new(SqlKind.Time, new NetAddress(0, (ulong)time.Ticks));

    public static implicit operator SqlValue(NetAddress address) => new(SqlKind.Address, address);

    public static SqlValue Of(long? number) => number ?? default(SqlValue);

    public static SqlValue Of(NetAddress? address) => address ?? default(SqlValue);

    /// <param name="ticks">UTC ticks; 0 is nothing.</param>
    public static SqlValue OfTime(long ticks) => ticks == 0 ? default(SqlValue) : new DateTime(ticks, DateTimeKind.Utc);

    /// <summary>As text; empty for nothing.</summary>
    public override string ToString() => Kind switch
    {
        SqlKind.Number => Number.ToString(CultureInfo.InvariantCulture),
        SqlKind.Text => Text!,
        SqlKind.Time => Time.ToString("O", CultureInfo.InvariantCulture),
        SqlKind.Address => Address.ToString(),
        _ => "",
    };
}
