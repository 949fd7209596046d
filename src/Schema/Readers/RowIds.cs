using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace WorldModel.Schema.Readers;

/// <summary>
/// Ids for events of a table that has none: made from what the row says, and how often it said so before. So the same
/// row twice counts twice in one table; a table that is sent again counts once; and rows of two tables, whose numbers
/// are the same, are not taken for one.
/// </summary>
internal sealed class RowIds
{
    private readonly Dictionary<UInt128, int> _seen = [];

    public string Of(TableRow row)
    {
        var text = new StringBuilder();
        foreach (string column in row.Columns.Order(StringComparer.Ordinal))
            text.Append(column).Append('\u001F').Append(row[column]).Append('\u001E');
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
        UInt128 key = BinaryPrimitives.ReadUInt128BigEndian(hash);
        _seen.TryGetValue(key, out int before);
        _seen[key] = before + 1;
        return before == 0 ? $"{key:x32}" : string.Create(CultureInfo.InvariantCulture, $"{key:x32}-{before + 1}");
    }
}
