using System.Globalization;
using WorldModel.Schema;

namespace WorldModel.Cli.Init;

/// <summary>
/// Makes attributes of a table's columns, or says why not: flags, numbers cut at their tenths, categories with their
/// levels. What is constant, nearly unique, a day or personal is left out.
/// </summary>
internal sealed class AttributeProposal(OwnTable table, InitOptions options, Findings findings)
{
    private const int MostLevels = 30;
    private const int MostBins = 10;
    private const double NearlyAll = 0.9;
    private const double MostMissing = 0.95;

    /// <summary>The attribute that a column becomes; null: it is left out, and a finding says why.</summary>
    public AttributeSpec? Of(string column, ISet<string> names)
    {
        var facts = table.Facts(column);
        if (facts.Missing > 0)
            Missing(facts);
        if (facts.Present == 0 || facts.Missing > MostMissing * table.Rows)
            return null;
        if (facts.Distinct == 1)
        {
            findings.Add("constant", table, column, $"always {facts.Counts.Keys.First()}", "left out");
            return null;
        }
        if (!IsKept(column) && PersonalData.Of(facts) is { } personal)
        {
            findings.Add("personal", table, column,
                $"likely {personal.What} ({personal.Share:P0} of {facts.Distinct:N0} values)",
                "left out; --keep takes it");
            return null;
        }
        var unknown = facts.Missing > 0 ? UnknownPolicy.Unit : UnknownPolicy.Ignore;
        if (facts.IsFlag)
            return new AttributeSpec(ColumnNames.Identifier(column, names), AttributeKind.Flag, [], [], [], unknown);
        if (IsIdentifier(facts))
        {
            findings.Add("unique", table, column, $"{facts.Distinct:N0} values on {facts.Present:N0} rows", "left out");
            return null;
        }
        if (facts.DayFormat is { } format)
        {
            findings.Add("values", table, column, $"days as {format}",
                "left out: a number such as days since then can be an attribute");
            return null;
        }
        return facts.IsNumber && facts.Distinct > 2
            ? Number(facts, unknown, ColumnNames.Identifier(column, names))
            : Category(facts, unknown, ColumnNames.Identifier(column, names));
    }

    private bool IsKept(string column) => options.Keep.Contains(column);

    private void Missing(ColumnFacts facts)
    {
        var share = (double)facts.Missing / table.Rows;
        findings.Add("missing", table, facts.Column, $"{facts.Missing:N0} of {table.Rows:N0} rows ({share:P1})",
            facts.Present == 0 || share > MostMissing ? "left out" : "a unit of its own says that it is not known");
    }

    // Numbers may well be all different; whole ones that are, and texts, name the row rather than describe it.
    private bool IsIdentifier(ColumnFacts facts)
    {
        if (IsKept(facts.Column) || facts.Distinct < NearlyAll * facts.Present || facts.Distinct <= MostLevels)
            return false;
        return !facts.IsNumber || (facts.IsWhole
            && ColumnNames.Plain(facts.Column).EndsWith("id", StringComparison.Ordinal));
    }

    private AttributeSpec Number(ColumnFacts facts, UnknownPolicy unknown, string name)
    {
        double[] sorted = [.. facts.Numbers.Order()];
        // Most may be 0: the others still differ.
        double[] distinct = [.. sorted.Distinct()];
        var cuts = Tenths(sorted);
        if (cuts.Length < 3)
            cuts = Tenths(distinct);
        string[] labels = [.. Enumerable.Range(1, cuts.Length + 1).Select(i => $"b{i}")];
        // An experiment has a row a consumer: too few to learn a slope beside the bins.
        var scale = options.Events is null ? NumberScale.None : Scale(cuts);
        return new AttributeSpec(name, AttributeKind.Number, [], cuts, labels, unknown, scale);
    }

    /// <summary>That on which the cuts lie more evenly about the one in the middle.</summary>
    private static NumberScale Scale(double[] cuts) => cuts.Length < 2 ? NumberScale.None
        : Skew([.. cuts.Select(Math.Asinh)]) < Skew(cuts) ? NumberScale.Log : NumberScale.Linear;

    private static double Skew(double[] cuts)
    {
        var middle = (cuts[(cuts.Length - 1) / 2] + cuts[cuts.Length / 2]) / 2;
        return Math.Abs(Math.Log((cuts[^1] - middle) / (middle - cuts[0])));
    }

    // As the state holds them: in single precision, each above the one before.
    private static double[] Tenths(double[] sorted) =>
    [
        .. Enumerable.Range(1, MostBins - 1).Select(i => sorted[(int)((long)i * sorted.Length / MostBins)])
            .Where(cut => (float)cut > (float)sorted[0]).DistinctBy(cut => (float)cut),
    ];

    private AttributeSpec Category(ColumnFacts facts, UnknownPolicy unknown, string name)
    {
        string[] levels =
        [
            .. facts.Counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Take(MostLevels).Select(pair => pair.Key).Order(StringComparer.Ordinal),
        ];
        if (facts.Distinct > MostLevels)
        {
            unknown = UnknownPolicy.Unit;
            var covered = (double)levels.Sum(level => facts.Counts[level]) / facts.Present;
            findings.Add("levels", table, facts.Column, $"{facts.Distinct:N0} levels",
                string.Create(CultureInfo.InvariantCulture,
                    $"the {MostLevels} most frequent are kept ({covered:P0} of rows), the others share a unit"));
        }
        var labels = new HashSet<string>(StringComparer.Ordinal) { "unknown" };
        return new AttributeSpec(
            name, AttributeKind.Category, levels, [], [.. levels.Select(level => Label(level, labels))], unknown);
    }

    private static string Label(string level, HashSet<string> taken) =>
        ColumnNames.Identifier(char.IsAsciiLetter(level[0]) ? level : "l" + level, taken);
}
