using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Relay.Store.Sql;

/// <summary>
/// A prepared statement for many rows: what the next row has in common with the one before stays bound (sqlite3_reset keeps it), and nothing is allocated for a
/// row. Through the driver's commands a row costs twice as much, most of it in parameters.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private readonly SqlValue[] bound;
    private byte[] text = new byte[512];

    /// <param name="connection">An open connection; its transaction is the statement's.</param>
    /// <param name="sql">One statement.</param>
    /// <exception cref="SqliteException">SQLite does not accept it.</exception>
    public SqliteStatement(SqliteConnection connection, string sql)
    {
        database = connection.Handle ?? throw new InvalidOperationException("the connection is not open");
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(database, sql, out statement), database);
        bound = new SqlValue[raw.sqlite3_bind_parameter_count(statement)];
    }

    /// <param name="values">One for each parameter.</param>
    /// <exception cref="SqliteException">SQLite refuses the row.</exception>
    public void Execute(ReadOnlySpan<SqlValue> values)
    {
        for (int i = 0; i < bound.Length; i++)
        {
            if (values[i] == bound[i])
                continue;
            SqliteException.ThrowExceptionForRC(Bind(i + 1, values[i]), database);
            bound[i] = values[i];
        }
        int done = raw.sqlite3_step(statement);
        _ = raw.sqlite3_reset(statement); // repeats what step said
        if (done != raw.SQLITE_DONE)
            SqliteException.ThrowExceptionForRC(done, database);
    }

    public void Dispose() => statement.Dispose();

    private int Bind(int parameter, in SqlValue value) => value.Kind switch
    {
        SqlKind.Number => raw.sqlite3_bind_int64(statement, parameter, value.Number),
        SqlKind.Text => raw.sqlite3_bind_text(statement, parameter, Encode(value.Text!)),
        SqlKind.Time => raw.sqlite3_bind_text(statement, parameter, Encode(value.Time)),
        SqlKind.Address => raw.sqlite3_bind_text(statement, parameter, text.AsSpan(0, value.Address.Format(text))),
        _ => raw.sqlite3_bind_null(statement, parameter),
    };

    private ReadOnlySpan<byte> Encode(string characters)
    {
        int longest = Encoding.UTF8.GetMaxByteCount(characters.Length);
        if (longest > text.Length)
            text = new byte[longest];
        return text.AsSpan(0, Encoding.UTF8.GetBytes(characters, text));
    }

    private ReadOnlySpan<byte> Encode(DateTime at)
    {
        // Four of them in a row of the audit: the formatter of the library would be an eighth of all that a row costs.
        "0000-00-00 00:00:00.000000"u8.CopyTo(text);
        Digits(0, 4, at.Year);
        Digits(5, 2, at.Month);
        Digits(8, 2, at.Day);
        Digits(11, 2, at.Hour);
        Digits(14, 2, at.Minute);
        Digits(17, 2, at.Second);
        Digits(20, 6, (int)(at.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond));
        return text.AsSpan(0, 26);
    }

    private void Digits(int at, int count, int value)
    {
        for (int i = at + count - 1; i >= at; i--, value /= 10)
            text[i] = (byte)('0' + value % 10);
    }
}
