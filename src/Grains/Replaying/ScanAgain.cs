using System.Globalization;
using WorldModel.Allocation;
using WorldModel.Grains.Consumers;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;
using WorldModel.Models;
using WorldModel.Schema;

namespace WorldModel.Grains.Replaying;

/// <summary>
/// Estimates again, by the code that did, what a scan decided from, and tells what would have made its choice another.
/// </summary>
internal sealed class ScanAgain(ShardState state, IModelLibrary models, EstimateLog log)
{
    private readonly BeliefColumn _beliefs = new(state.Rows);
    private readonly ScorerCache _scorers = new(1);
    private readonly RecordWriter _writer = new();
    private Estimating? _estimating;
    private int _rows;
    private Row? _row;

    /// <summary>What one row's explanation needs of its estimate, whose place in the journal comes before.</summary>
    /// <param name="AsOf">What it was made from.</param>
    /// <param name="Without">What it comes to without each fact.</param>
    /// <param name="Identified">By treatment how its effect is identified.</param>
    private sealed record Row(AsOf AsOf, IReadOnlyList<Without> Without, string[] Identified);

    private sealed record Without(StateEvent Fact, long[] Values, long[] Costs);

    /// <summary>Estimates a slice again and notes where it differs; before the record is applied.</summary>
    public void Check(ReadOnlySpan<byte> record, long sequence)
    {
        var (columns, from, count) = Head(record);
        if (models.Find(columns.Model) is not { } model)
        {
            log.Add(columns.Spec.Id, from, count, sequence, $"model {columns.Model} is not among the models");
            return;
        }

        log.Add(columns.Spec.Id, from, count, sequence);
        Estimate(columns, model, from, count);
        if (!GrainJournal.SaySame(_writer.Written, record)) Compare(columns, record, from, count);
    }

    /// <summary>Takes what the explanation of one row needs, where the slice holds it.</summary>
    public void Prepare(ReadOnlySpan<byte> record, LedgerEntry entry)
    {
        var (columns, from, count) = Head(record);
        if (columns.Spec.Id != entry.Campaign || entry.Row < from || entry.Row >= from + count) return;
        if (models.Find(columns.Model) is not { } model) return;
        var consumer = state.Rows[entry.Row];
        var asOf = new AsOf(model.Hash, DateOnly.FromDayNumber(columns.Day), consumer.LastEvent,
            consumer.Pending(columns.Day));
        var without = new List<Without>();
        _ = FactsLeftOut.Each(state.Rows, entry.Row, fact =>
        {
            Estimate(columns, model, entry.Row, 1);
            var scratch = Scratch(columns, _writer.Written, entry.Row, 1);
            without.Add(new Without(
                fact, scratch.Values(entry.Row).ToArray(), scratch.Costs(entry.Row).ToArray()));
            return FactsLeftOut.Flip(state.Rows.Layout, fact, "", null, false);
        });
        var scorer = _scorers.Of(columns, model, columns.Day,
            DayActions.Of(state.Rows.Layout, consumer.State, columns.Day));
        _row = new Row(asOf, without,
            [.. Enumerable.Range(0, columns.Options).Select(option => Words.Of(scorer.Identified(option)))]);
    }

    public Explanation Explain(LedgerEntry entry)
    {
        var columns = ShardRecords.Campaign(state, entry.Campaign);
        var unknown = log.UnknownOf(entry.Campaign, entry.Row);
        var differences = unknown is null
            ? log.DifferencesOf(entry.Campaign, entry.Row)
            : [new Difference("estimate", "these values", unknown)];
        var events = _row?.Without.Select(without => Flip(columns, entry, without)).ToArray() ?? [];
        return new Explanation(
            entry, differences, Text(entry.Reason!), Options(columns, entry.Row, _row?.Identified), _row?.AsOf,
            Prices(columns, entry), events);
    }

    private (CampaignColumns Columns, int From, int Count) Head(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        GrainJournal.Expect(ref reader, ShardRecords.EstimateSlice);
        var (campaign, from, count) = EstimateRecord.ReadHead(ref reader);
        return (ShardRecords.Campaign(state, campaign), from, count);
    }

    private void Estimate(CampaignColumns columns, FrozenModel model, int from, int count)
    {
        if (_estimating is null || count > _rows)
        {
            _rows = Math.Max(count, new GrainLimits().EstimateRowsPerSlice);
            _estimating = new Estimating(
                state, _beliefs, new GrainLimits { EstimateRowsPerSlice = _rows });
        }

        var estimated = columns.Estimated;
        columns.Estimated = from;
        _writer.Clear();
        _writer.Byte(ShardRecords.EstimateSlice);
        _writer.Byte(GrainJournal.Version);
        _estimating.WriteSlice(_writer, columns, model, count);
        columns.Estimated = estimated;
    }

    /// <summary>Columns of their own with the rows of a slice, so that reading it changes nothing.</summary>
    private static CampaignColumns Scratch(CampaignColumns columns, ReadOnlySpan<byte> record, int from, int count)
    {
        var scratch = new CampaignColumns(columns.Terms, columns.Number);
        scratch.Begin(columns.Round, columns.Model, columns.Day, columns.Rows);
        var reader = new RecordReader(record);
        GrainJournal.Expect(ref reader, ShardRecords.EstimateSlice);
        _ = EstimateRecord.ReadHead(ref reader);
        for (var row = from; row < from + count; row++) EstimateRecord.ReadRow(scratch, row, ref reader);
        return scratch;
    }

    private void Compare(CampaignColumns columns, ReadOnlySpan<byte> record, int from, int count)
    {
        var (recorded, again) = (Scratch(columns, record, from, count), Scratch(columns, _writer.Written, from, count));
        var any = false;
        for (var row = from; row < from + count; row++)
        {
            var differences = new List<Difference>();
            Add("group", Words.Of(recorded.Group(row)), Words.Of(again.Group(row)));
            Add("worth untreated", Money(recorded.Untreated(row)), Money(again.Untreated(row)));
            for (var option = 0; option < columns.Options; option++)
            {
                var name = columns.Terms.Treatments[option].Name;
                Add($"value of {name}", Money(recorded.Values(row)[option]), Money(again.Values(row)[option]));
                Add($"cost of {name}", Money(recorded.Costs(row)[option]), Money(again.Costs(row)[option]));
            }

            if (differences.Count == 0) continue;
            any = true;
            log.Differ(columns.Spec.Id, row, differences);

            void Add(string field, string left, string right)
            {
                if (left != right) differences.Add(new Difference(field, left, right));
            }
        }

        if (any) return;
        for (var row = from; row < from + count; row++)
            log.Differ(columns.Spec.Id, row, [new Difference("estimate", "these bytes", "other bytes")]);
    }

    /// <summary>
    /// The options as weighed; where no estimate was made again, how they are identified is left empty.
    /// </summary>
    private static DecisionOption[] Options(CampaignColumns columns, int row, string[]? identified = null) =>
    [
        .. columns.Terms.Treatments.Select((treatment, option) =>
        {
            var (micros, cost) = (columns.Values(row)[option], Micros.ToDouble(columns.Costs(row)[option]));
            var excluded = micros == CampaignColumns.Excluded ? Bars.NoOverlap
                : micros == CampaignColumns.Barred ? "not-eligible" : null;
            double? value = excluded is null ? Micros.ToDouble(micros) : null;
            return new DecisionOption(treatment.Name, value, null, null, cost,
                value - ((columns.Rule?.ShadowPrice ?? 0) * cost), excluded, identified?[option] ?? "");
        }),
    ];

    /// <summary>
    /// Along the consumer's hull: the last step taken is given up where its slope no longer pays, the next one is taken
    /// where it does. A step filled behind the cut has a slope below the price.
    /// </summary>
    private PriceFlip[] Prices(CampaignColumns columns, LedgerEntry entry)
    {
        if (columns.Rule is not { } rule || entry.Group != Words.Of(CampaignGroup.Policy)) return [];
        Span<HullStep> hull = stackalloc HullStep[columns.Options];
        var steps = hull[..columns.Hull(entry.Row, hull)].ToArray();
        var taken = rule.Taken(entry.Consumer!, steps, columns.Costs(entry.Row));
        var flips = new List<PriceFlip>(2);
        if (taken < steps.Length)
            flips.Add(new PriceFlip(steps[taken].Slope, false, NameOf(columns, steps[taken].Option)));
        if (taken > 0)
            flips.Add(new PriceFlip(steps[taken - 1].Slope, true, NameOf(columns, steps[taken - 1].From)));
        return [.. flips];
    }

    private EventFlip Flip(CampaignColumns columns, LedgerEntry entry, Without without)
    {
        var (values, costs) = (columns.Values(entry.Row).ToArray(), columns.Costs(entry.Row).ToArray());
        try
        {
            Put(columns, entry.Row, without.Values, without.Costs);
            var option = columns.Group(entry.Row) == CampaignGroup.Stopped
                ? -1
                : state.Option(columns, entry.Row, columns.Group(entry.Row));
            var name = NameOf(columns, option);
            var margin = Margins.Of(Options(columns, entry.Row), entry.Treatment!);
            return FactsLeftOut.Flip(state.Rows.Layout, without.Fact, name, margin, name != entry.Treatment);
        }
        finally
        {
            Put(columns, entry.Row, values, costs);
        }
    }

    private static void Put(CampaignColumns columns, int row, long[] values, long[] costs)
    {
        columns.SetValues(row, columns.Untreated(row), values);
        if (columns.HasCosts) costs.CopyTo(columns.CostsOf(row));
    }

    private static string NameOf(CampaignColumns columns, int option) =>
        option < 0 ? Treatment.None.Name : columns.Terms.Treatments[option].Name;

    private static string Money(long micros) => micros switch
    {
        CampaignColumns.Excluded => Bars.NoOverlap,
        CampaignColumns.Barred => "not-eligible",
        _ => Micros.ToDouble(micros).ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Text(string reason) => reason switch
    {
        "best-net" => "worth most over its price",
        "nothing-pays" => "no treatment that may be given is worth its price",
        "explore" => "the consumer explores: an option that may be given, by chance",
        "holdout" => "the consumer is held out, to be compared with",
        PlausibilityGuard.Unfamiliar => PlausibilityGuard.Text,
        "state-too-new" => "the consumer's state no longer reached the day decided for",
        _ => "the treatment could not be given any more",
    };
}
