using WorldModel.Allocation.Limits;
using WorldModel.Schema;
using WorldModel.Schema.Readers;

namespace WorldModel.Allocation.Files;

/// <summary>What a row of a file may say besides: see <see cref="UpliftFile"/>.</summary>
internal readonly record struct UpliftExtras(double Error, string? Segment, bool Today);

/// <summary>Collects a file's rows, with what stands in their optional columns, into columns by option.</summary>
internal sealed class UpliftRows
{
    private const string NoSegment = "none";
    private readonly OptionTableBuilder _builder = new();
    private readonly List<UpliftExtras> _extras = [];
    private readonly Dictionary<string, int> _segments = new(StringComparer.Ordinal);
    private readonly List<int> _segmentOf = [];
    private readonly List<bool> _hasToday = [];
    private bool _anySegment;
    private bool _anyToday;
    private bool _anyError;

    public void Add(string consumer, string treatment, double value, long costMicros, in UpliftExtras extras)
    {
        var name = extras.Segment ?? NoSegment;
        if (!_segments.TryGetValue(name, out var segment)) _segments[name] = segment = _segments.Count;
        var place = _builder.PlaceOf(consumer);
        if (place >= 0 && _segmentOf[place] != segment)
            throw new InputException("segment", name, "the same segment in all rows of a consumer");
        if (place >= 0 && extras.Today && _hasToday[place])
            throw new InputException("today", "1", "at most one treatment a consumer that is given today");
        _builder.Add(consumer, treatment, value, costMicros);
        _extras.Add(extras);
        if (place < 0)
        {
            _segmentOf.Add(segment);
            _hasToday.Add(extras.Today);
        }
        else
        {
            _hasToday[place] |= extras.Today;
        }

        _anySegment |= extras.Segment is not null;
        _anyToday |= extras.Today;
        _anyError |= extras.Error > 0;
    }

    public UpliftTable Build(RowReport report)
    {
        var table = _builder.Build(out var rows);
        return new UpliftTable(table, report)
        {
            Segments = _anySegment ? new ConsumerGroups("segment", [.. _segments.Keys], [.. _segmentOf]) : null,
            Errors = _anyError ? Array.ConvertAll(rows, row => _extras[row].Error) : null,
            Today = _anyToday ? Array.ConvertAll(rows, row => _extras[row].Today) : null,
        };
    }
}

/// <summary>The options of a file, and what became of its rows.</summary>
public sealed record UpliftTable(OptionTable Options, RowReport Report)
{
    /// <summary>Who is in which segment; null where the file does not say.</summary>
    public ConsumerGroups? Segments { get; init; }

    /// <summary>Each option's standard error; null where the file has none.</summary>
    public double[]? Errors { get; init; }

    /// <summary>Whether an option is given by today's rule; null where the file does not say.</summary>
    public bool[]? Today { get; init; }

    /// <summary>Columns of the file that nothing was read from.</summary>
    public IReadOnlyList<UnusedColumn> Unused { get; init; } = [];
}
