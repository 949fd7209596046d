namespace WorldModel.Schema.Readers;

/// <summary>A table whose columns are known by other names than its own.</summary>
internal sealed class RenamedTable(Table table, IReadOnlyDictionary<string, string> columnOf) : Table
{
    public override string Name => table.Name;

    public override IReadOnlyList<string>? Columns { get; } = table.Columns is null ? null :
    [
        .. columnOf.Where(pair => table.Columns!.Contains(pair.Value)).Select(pair => pair.Key),
        .. table.Columns!.Where(column => !columnOf.Values.Contains(column) && !columnOf.ContainsKey(column)),
    ];

    public override long Position => table.Position;

    public override IEnumerable<TableRow> Rows(RowReport report) =>
        table.Rows(report).Select(row => new TableRow(row, columnOf));

    protected override void Dispose(bool disposing) => table.Dispose();
}
