using System.Text;

namespace WorldModel.Schema;

/// <summary>A consumer's id: opaque text of 1 to 128 bytes of UTF-8 without control characters.</summary>
public static class ConsumerId
{
    public const int LongestBytes = 128;

    /// <summary>Returns the id, or says what is wrong with it.</summary>
    /// <exception cref="InputException">Empty, too long, or not such text.</exception>
    public static string Check(string? id, string field = "consumer")
    {
        if (string.IsNullOrEmpty(id))
            throw new InputException(field, id, "an id of 1 to 128 bytes");
        if (id.Length > LongestBytes || Encoding.UTF8.GetByteCount(id) > LongestBytes)
            throw new InputException(field, id, "an id of at most 128 bytes of UTF-8");
        for (int i = 0; i < id.Length; i++)
        {
            if (char.IsControl(id[i]))
                throw new InputException(field, id, "an id without control characters");
            if (!char.IsSurrogate(id[i]))
                continue;
            // Half of a pair has no UTF-8: two ids would become one where they are written.
            if (i + 1 == id.Length || !char.IsSurrogatePair(id, i))
                throw new InputException(field, id, "an id of whole Unicode characters");
            i++;
        }
        return id;
    }
}
