using System.Text;
using System.Text.Json;

namespace WorldModel.Silo.Api;

/// <summary>Finds a text among a few known ones without making a string of it.</summary>
internal sealed class Utf8Names(IEnumerable<string> names)
{
    private readonly (byte[] Utf8, string Text)[] _names =
        [.. names.Select(name => (Encoding.UTF8.GetBytes(name), name))];

    /// <summary>The known text that the reader stands on, or null.</summary>
    public string? Find(ref Utf8JsonReader reader)
    {
        foreach (var (utf8, text) in _names)
            if (reader.ValueTextEquals(utf8))
                return text;
        return null;
    }
}
