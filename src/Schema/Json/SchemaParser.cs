using System.Globalization;
using System.Text.Json;

namespace WorldModel.Schema.Json;

/// <summary>
/// Reads a schema's JSON. What a field alone can tell is checked here, the rest by <see cref="SchemaRules"/>.
/// </summary>
internal static class SchemaParser
{
    private const int LongestWindow = 400;

    public static ConsumerSchema Parse(string json)
    {
        ConsumerSchema schema;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            schema = Schema(new JsonFields(document.RootElement, ""));
        }
        catch (JsonException e)
        {
            string place = $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
            throw new InputException("schema", $"malformed text at {place}", "JSON", e);
        }
        SchemaRules.Check(schema);
        return schema;
    }

    private static ConsumerSchema Schema(JsonFields f)
    {
        var schema = new ConsumerSchema(
            f.Text("name"),
            f.Int("version", 1, int.MaxValue, 1),
            f.OptionalText("timeZone") ?? "UTC",
            f.Int("lagDays", 0, 60, 0),
            f.Int("latenessDays", 0, 60, 0),
            [.. f.Objects("attributes").Select(Attribute)],
            [.. f.Texts("calendar").Select((word, i) => Part(word, $"calendar[{i}]"))],
            [.. f.Objects("actions").Select(Action)],
            [.. f.Objects("outcomes").Select(Outcome)],
            [.. f.Objects("derived").Select(Derived)],
            f.Texts("lags"),
            f.Object("experiment") is { } e ? Experiment(e) : null,
            f.Object("tables") is { } t ? Tables(t) : null);
        f.Done();
        return schema;
    }

    private static TableSpec Tables(JsonFields f)
    {
        var dayFormat = f.OptionalText("dayFormat");
        Days.CheckFormat(dayFormat, "tables.dayFormat");
        var tables = new TableSpec(
            dayFormat,
            f.Object("consumers") is { } consumers ? Consumers(consumers) : null,
            f.Object("events") is { } events ? Events(events) : null);
        f.Done();
        return tables;
    }

    private static ConsumerColumns Consumers(JsonFields f)
    {
        var columns = new ConsumerColumns(f.Text("consumer"), f.TextMap("attributes"));
        f.Done();
        return columns;
    }

    private static EventColumns Events(JsonFields f)
    {
        var columns = new EventColumns(
            f.OptionalText("id"), f.Text("consumer"), f.Text("day"),
            Source(f, "name") ?? throw new InputException(f.PathOf("name"), null, "a column or a value"),
            f.OptionalText("kind"), f.OptionalText("level"), f.OptionalText("value"), f.TextMap("names"),
            f.Texts("ignore"));
        f.Done();
        return columns;
    }

    private static AttributeSpec Attribute(JsonFields f)
    {
        string name = f.Text("name");
        var kind = (AttributeKind)f.Choice("kind", SchemaWords.AttributeKinds);
        string[] levels = f.Texts("levels");
        double[] cuts = f.Numbers("cuts");
        string[] labels = f.Texts("labels");
        int wanted = kind switch
        {
            AttributeKind.Category => levels.Length,
            AttributeKind.Number => cuts.Length + 1,
            _ => 0,
        };
        if (labels.Length == 0)
            labels = kind == AttributeKind.Number ? [.. Enumerable.Range(0, wanted).Select(i => $"bin{i}")] : levels;
        if (labels.Length != wanted)
            throw new InputException(f.PathOf("labels"), $"{labels.Length} labels", $"{wanted}, one a unit");
        if (kind == AttributeKind.Category && levels.Length == 0)
            throw new InputException(f.PathOf("levels"), null, "the category's levels");
        if (kind != AttributeKind.Category && levels.Length > 0)
            throw new InputException(f.PathOf("levels"), levels[0], "levels only where the kind is category");
        if (kind != AttributeKind.Number && cuts.Length > 0)
            throw new InputException(f.PathOf("cuts"), cuts.Length.ToString(), "cuts only where the kind is number");
        Rising(f, "cuts", cuts);
        Distinct(f, "levels", levels);
        Distinct(f, "labels", labels);
        var unknown = (UnknownPolicy)f.Choice("unknown", SchemaWords.UnknownPolicies, (int)UnknownPolicy.Refuse);
        var scale = (NumberScale)f.Choice("asNumber", SchemaWords.NumberScales, (int)NumberScale.None);
        if (scale != NumberScale.None && cuts.Length < 2)
            throw new InputException(
                f.PathOf("asNumber"), SchemaWords.NumberScales[(int)scale], "no, or a number with two cuts or more");
        f.Done();
        return new AttributeSpec(name, kind, levels, cuts, labels, unknown, scale);
    }

    private static CalendarPart Part(string word, string path)
    {
        int index = Array.IndexOf(SchemaWords.CalendarParts, word);
        return index >= 0 ? (CalendarPart)index
            : throw new InputException(path, word, $"one of {string.Join(", ", SchemaWords.CalendarParts)}");
    }

    private static ActionSpec Action(JsonFields f)
    {
        var action = new ActionSpec(
            f.Text("name"),
            f.Texts("levels"),
            (Assignment)f.Choice("assignment", SchemaWords.Assignments, (int)Assignment.Observed),
            f.OptionalNumber("propensity", 0),
            f.Number("cost", 0, 0),
            f.OptionalText("costOutcome"),
            f.Object("runs") is { } r ? Runs(r) : null);
        Distinct(f, "levels", action.Levels);
        if (action.Propensity is < 0 or > 1)
            throw new InputException(f.PathOf("propensity"), action.Propensity.ToString(), "a probability");
        f.Done();
        return action;
    }

    private static CalendarRule Runs(JsonFields f)
    {
        int[] months = f.Ints("months", 1, 12);
        int[] days = [.. f.Texts("daysOfWeek").Select((word, i) => DayOfWeek(word, f.PathOf($"daysOfWeek[{i}]")))];
        DateOnly[] dates = [.. f.Texts("dates").Select((text, i) => Days.Parse(text, f.PathOf($"dates[{i}]")))];
        f.Done();
        return new CalendarRule(months, days, dates);
    }

    private static int DayOfWeek(string word, string path)
    {
        int day = Array.IndexOf(SchemaWords.DaysOfWeek, word);
        return day >= 0 ? day
            : throw new InputException(path, word, $"one of {string.Join(", ", SchemaWords.DaysOfWeek)}");
    }

    private static OutcomeSpec Outcome(JsonFields f)
    {
        string name = f.Text("name");
        var outcome = new OutcomeSpec(
            name,
            (OutcomeKind)f.Choice("kind", SchemaWords.OutcomeKinds),
            f.Int("windowDays", 1, LongestWindow, 1),
            f.Number("value", otherwise: 0),
            f.Number("margin", otherwise: 1),
            f.Object("recency") is { } recency ? Recency(recency, name) : null,
            f.Object("cumulative") is { } cumulative ? Cumulative(cumulative, name) : null,
            [.. f.Objects("rates").Select(r => Rate(r, name))],
            f.Texts("drivers"),
            f.Texts("modifiers"),
            f.Texts("responsiveness"));
        Distinct(f, "drivers", outcome.Drivers);
        Distinct(f, "modifiers", outcome.Modifiers);
        Distinct(f, "responsiveness", outcome.Responsiveness);
        f.Done();
        return outcome;
    }

    private static RecencySpec Recency(JsonFields f, string outcome)
    {
        var spec = new RecencySpec(f.OptionalText("name") ?? $"{outcome}_within", f.Ints("days", 0, 10_000));
        Rising(f, "days", [.. spec.Days.Select(d => (double)d)]);
        f.Done();
        return spec;
    }

    private static CumulativeSpec Cumulative(JsonFields f, string outcome)
    {
        var spec = new CumulativeSpec(f.OptionalText("name") ?? $"cum_{outcome}", f.Numbers("cuts"));
        Rising(f, "cuts", spec.Cuts);
        f.Done();
        return spec;
    }

    private static RateSpec Rate(JsonFields f, string outcome)
    {
        double? halfLife = f.OptionalNumber("halfLifeDays", 0.1);
        string name = f.OptionalText("name")
            ?? (halfLife is { } h ? $"{outcome}_rate_{h.ToString(CultureInfo.InvariantCulture)}d" : $"{outcome}_rate");
        var spec = new RateSpec(
            name, halfLife, f.Numbers("cuts"), f.Number("priorMean", otherwise: 0), f.Number("priorDays", 0, 0),
            f.Choice("asNumber", SchemaWords.YesOrNo, 0) == 1);
        Rising(f, "cuts", spec.Cuts);
        f.Done();
        return spec;
    }

    private static DerivedInputSpec Derived(JsonFields f)
    {
        double origin = f.Number("base", otherwise: 0);
        var derived = new DerivedInputSpec(
            f.Text("name"), origin, f.Number("centre", otherwise: 0), f.Number("scale", otherwise: 1),
            [.. f.Objects("terms").Select(Term)]);
        if (derived.Scale == 0)
            throw new InputException(f.PathOf("scale"), "0", "a number other than 0");
        f.Done();
        return derived;
    }

    private static DerivedTerm Term(JsonFields f)
    {
        var term = new DerivedTerm(f.Text("action"), f.OptionalText("level"), f.Number("amount"), f.TextMap("when"));
        f.Done();
        return term;
    }

    private static ExperimentSpec Experiment(JsonFields f)
    {
        var experiment = new ExperimentSpec(
            f.OptionalText("consumer"),
            Source(f, "day") ?? throw new InputException(f.PathOf("day"), null, "a column or a value"),
            f.Text("treatment"),
            Source(f, "propensity"),
            Source(f, "cost"),
            [.. f.Objects("arms").Select(Arm)],
            f.TextMap("outcomes"));
        f.Done();
        return experiment;
    }

    private static ColumnOrValue? Source(JsonFields parent, string name)
    {
        if (parent.Object(name) is not { } f)
            return null;
        var source = new ColumnOrValue(f.OptionalText("column"), f.Scalar("value"));
        if (source.Column is null == source.Value is null)
            throw new InputException(parent.PathOf(name), null, "exactly one of column and value");
        f.Done();
        return source;
    }

    private static ExperimentArm Arm(JsonFields f)
    {
        string label = f.Text("label");
        var arm = new ExperimentArm(
            label, f.OptionalText("treatment") ?? label,
            [.. f.TextMap("actions").Select(pair => new ActionLevel(pair.Key, pair.Value))],
            f.OptionalNumber("propensity", 0), f.OptionalNumber("cost", 0));
        f.Done();
        return arm;
    }

    private static void Rising(JsonFields f, string name, IReadOnlyList<double> values)
    {
        for (int i = 1; i < values.Count; i++)
        {
            if (values[i] > values[i - 1])
                continue;
            string value = values[i].ToString(CultureInfo.InvariantCulture);
            throw new InputException(f.PathOf($"{name}[{i}]"), value, "a number above the one before");
        }
    }

    private static void Distinct(JsonFields f, string name, IReadOnlyList<string> values)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i].Length == 0 || values.Take(i).Contains(values[i]))
                throw new InputException(f.PathOf($"{name}[{i}]"), values[i], "text that is not empty and stands once");
        }
    }
}
