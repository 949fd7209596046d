namespace WorldModel.Allocation.Files;

/// <summary>A column of the input that nothing was read from.</summary>
/// <param name="Column">As the file calls it.</param>
/// <param name="Nearest">The column that it may have been meant for; null where none comes near.</param>
public sealed record UnusedColumn(string Column, string? Nearest);

/// <summary>
/// The columns that <see cref="UpliftFile"/> reads, by their exact names, and what other names may have been meant for
/// them: a column is never used for its likeness, but nobody should have to find out by the result.
/// </summary>
internal static class UpliftColumns
{
    public static readonly string[] Required = ["consumer", "treatment", "value", "cost"];

    /// <summary>Each column with other words for it, as <see cref="Plain"/> writes them.</summary>
    private static readonly Dictionary<string, string[]> Words = new()
    {
        ["consumer"] = ["consumerid", "customer", "customerid", "user", "userid", "client", "clientid", "id"],
        ["treatment"] = ["arm", "action", "offer", "variant", "campaign"],
        ["value"] = ["uplift", "score", "effect", "gain", "cate", "ite"],
        ["cost"] = ["price", "expense"],
        ["conversion"] = ["conversionrate", "conversionprobability", "probability", "redemption", "redemptionrate"],
        ["se"] = ["stderr", "stderror", "standarderror", "error", "sd", "stdev", "std", "sigma"],
        ["segment"] = ["segmentname", "segmentid", "cluster", "tier"],
        ["today"] = ["istoday", "current", "currentrule", "now", "baseline"],
    };

    /// <summary>The columns nobody reads, in the order of the file, with what each may have been meant for.</summary>
    public static IReadOnlyList<UnusedColumn> Unused(IReadOnlyList<string> seen) =>
        [.. seen.Where(column => !Words.ContainsKey(column))
            .Select(column => new UnusedColumn(column, Nearest(column, [.. Words.Keys.Except(seen)])))];

    /// <summary>The column of a file that another may have been meant by.</summary>
    public static string? MeantBy(string column, IEnumerable<string> seen) =>
        seen.FirstOrDefault(name => Nearest(name, [column]) is not null);

    private static string? Nearest(string name, IReadOnlyList<string> columns)
    {
        var plain = Plain(name);
        return columns.FirstOrDefault(column => column == plain || Words[column].Contains(plain))
            ?? columns.Where(column => IsNear(plain, column)).MinBy(column => Changes(plain, column));
    }

    private static bool IsNear(string name, string column)
    {
        var most = Math.Min(name.Length, column.Length) / 3;
        return Math.Abs(name.Length - column.Length) <= most && Changes(name, column) <= most;
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>Letters put in, left out, replaced or swapped with the next one: Damerau (1964), each place changed
    /// once.</summary>
    private static int Changes(string from, string to)
    {
        var least = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    least[i, j] = i + j;
                    continue;
                }

                var replaced = least[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                least[i, j] = Math.Min(replaced, Math.Min(least[i - 1, j], least[i, j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    least[i, j] = Math.Min(least[i, j], least[i - 2, j - 2] + 1);
            }
        }

        return least[from.Length, to.Length];
    }
}
