using WorldModel.Schema;

namespace WorldModel.Silo.Api;

/// <summary>Whom a request is about: one consumer, or up to 1,000, each once.</summary>
internal static class Consumers
{
    public const int Most = 1000;

    /// <summary>The consumers named, and whether it was the form for one.</summary>
    public static (string[] Ids, bool One) Of(string? one, string[]? many)
    {
        if (one is not null && many is not null)
            throw ApiException.Invalid("consumers", $"{many.Length} beside consumer", "either consumer or consumers");
        if (one is not null)
            return ([Checked(one, "consumer")], true);
        if (many is null)
            throw ApiException.Invalid("consumer", null, "consumer, or consumers");
        Count(many.Length, "consumers");
        var seen = new HashSet<string>(many.Length, StringComparer.Ordinal);
        for (int i = 0; i < many.Length; i++)
            if (!seen.Add(Checked(many[i], $"consumers[{i}]")))
                throw ApiException.Invalid($"consumers[{i}]", many[i], "each consumer once in a request");
        return (many, false);
    }

    public static void Count(int count, string field)
    {
        if (count is < 1 or > Most)
            throw ApiException.Invalid(
                field, count.ToString(System.Globalization.CultureInfo.InvariantCulture), $"1 to {Most} of them");
    }

    private static string Checked(string? id, string field) => ConsumerId.Check(id, field);
}
