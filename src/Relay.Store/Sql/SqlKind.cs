namespace Relay.Store.Sql;

/// <summary>What a <see cref="SqlValue"/> holds.</summary>
internal enum SqlKind : byte
{
    Null, Number, Text, Time, Address,
}
