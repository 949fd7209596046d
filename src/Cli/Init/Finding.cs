namespace WorldModel.Cli.Init;

/// <summary>Something that init found in the user's tables.</summary>
/// <param name="Kind">
/// What it is, for programs: <c>duplicate</c>, <c>orphan</c>, <c>leak</c>, <c>personal</c>, <c>coverage</c>,
/// <c>overlap</c>, <c>constant</c>, <c>unique</c>, <c>levels</c>, <c>missing</c>, <c>values</c>, <c>unused</c> or
/// <c>assumed</c>.
/// </param>
/// <param name="Table">The table's file name; empty where it concerns all.</param>
/// <param name="Column">The column at fault; null: the whole table.</param>
/// <param name="Figure">The figure or value found, in words.</param>
/// <param name="Done">What was done about it, or what to do.</param>
internal sealed record Finding(string Kind, string Table, string? Column, string Figure, string Done);

/// <summary>Collects findings in the order in which they are made.</summary>
internal sealed class Findings
{
    private readonly List<Finding> _all = [];

    public IReadOnlyList<Finding> All => _all;

    public void Add(string kind, OwnTable table, string? column, FormattableString figure, string done) =>
        _all.Add(new Finding(kind, table.Name, column, FormattableString.Invariant(figure), done));

    public void Add(string kind, string? column, FormattableString figure, string done) =>
        _all.Add(new Finding(kind, "", column, FormattableString.Invariant(figure), done));
}
