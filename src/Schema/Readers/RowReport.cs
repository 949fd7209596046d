namespace WorldModel.Schema.Readers;

/// <summary>A row that was left out, and why.</summary>
/// <param name="Line">Line of the file, from 1; the header is one.</param>
/// <param name="Field">The field at fault.</param>
/// <param name="Value">What it held.</param>
/// <param name="Expected">What would have been accepted.</param>
public sealed record RowProblem(long Line, string Field, string? Value, string Expected)
{
    public override string ToString() => $"line {Line}: {new InputException(Field, Value, Expected).Message}";
}

/// <summary>What became of a table's rows: bad ones are left out and named one by one, good ones are taken.</summary>
public sealed class RowReport
{
    /// <summary>Problems kept in full; beyond them rows are only counted.</summary>
    public const int MostProblems = 1000;

    private readonly List<RowProblem> _problems = [];

    public long Accepted { get; private set; }

    public long Refused { get; private set; }

    /// <summary>The first <see cref="MostProblems"/> problems, in the order of lines.</summary>
    public IReadOnlyList<RowProblem> Problems => _problems;

    public void Accept() => Accepted++;

    public void Refuse(long line, InputException e)
    {
        Refused++;
        if (_problems.Count < MostProblems)
            _problems.Add(new RowProblem(line, e.Field, e.Value, e.Expected));
    }
}
