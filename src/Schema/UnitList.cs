using System.Globalization;
using WorldModel.Schema.Json;

namespace WorldModel.Schema;

/// <summary>
/// The visible units of a schema, in their one order: attributes, calendar, recency of every outcome, cumulative of
/// every outcome, rates of every outcome, then day by day back the lagged actions and outcomes.
/// </summary>
internal static class UnitList
{
    public static IEnumerable<Unit> Of(ConsumerSchema schema) =>
        [.. Attributes(schema), .. Calendar(schema), .. History(schema), .. Lags(schema)];

    private static IEnumerable<Unit> Attributes(ConsumerSchema schema)
    {
        foreach (AttributeSpec attribute in schema.Attributes)
        {
            string name = attribute.Name;
            if (attribute.Kind == AttributeKind.Flag)
                yield return new Unit(name, UnitGroup.Attribute, name);
            foreach (string label in attribute.Labels)
                yield return new Unit($"{name}_{label}", UnitGroup.Attribute, name);
            if (attribute.Unknown == UnknownPolicy.Unit)
                yield return new Unit($"{name}_unknown", UnitGroup.Attribute, name);
        }
    }

    private static IEnumerable<Unit> Calendar(ConsumerSchema schema)
    {
        foreach (CalendarPart part in schema.Calendar)
        {
            (string prefix, int first, int count) = part == CalendarPart.Month ? ("month", 1, 12) : ("dow", 0, 7);
            string source = SchemaWords.CalendarParts[(int)part];
            for (int i = first; i < first + count; i++)
                yield return new Unit($"{prefix}_{i}", UnitGroup.Calendar, source);
        }
    }

    private static IEnumerable<Unit> History(ConsumerSchema schema)
    {
        IReadOnlyList<OutcomeSpec> outcomes = schema.Outcomes;
        IEnumerable<Unit> recency = outcomes.Where(o => o.Recency is not null).SelectMany(o => o.Recency!.Days.Select(
            days => new Unit($"{o.Recency.Name}_{days}d", UnitGroup.Recency, o.Name)));
        IEnumerable<Unit> cumulative = outcomes.Where(o => o.Cumulative is not null).SelectMany(o => o.Cumulative!.Cuts
            .Select(cut => new Unit($"{o.Cumulative.Name}_{Text(cut)}plus", UnitGroup.Cumulative, o.Name)));
        IEnumerable<Unit> rates = outcomes.SelectMany(o => o.Rates.SelectMany(r => r.Cuts.Select(
            cut => new Unit($"{r.Name}_{Text(cut)}", UnitGroup.Rate, o.Name))));
        return [.. recency, .. cumulative, .. rates];
    }

    private static IEnumerable<Unit> Lags(ConsumerSchema schema)
    {
        for (int lag = 1; lag <= schema.LagDays; lag++)
        {
            foreach (string name in schema.Lags)
            {
                ActionSpec? action = schema.Actions.FirstOrDefault(a => a.Name == name);
                IEnumerable<string> shown = action is { IsBinary: false }
                    ? action.Levels.Select(level => $"{name}_{level}")
                    : [name];
                foreach (string unit in shown)
                    yield return new Unit($"{unit}_lag{lag}", UnitGroup.Lag, name, lag);
            }
        }
    }

    private static string Text(double cut) => cut.ToString(CultureInfo.InvariantCulture);
}
