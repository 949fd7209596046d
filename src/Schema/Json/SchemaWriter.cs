using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace WorldModel.Schema.Json;

/// <summary>Writes canonical JSON: every field in a fixed order, absent ones null, numbers in shortest form.</summary>
internal static class SchemaWriter
{
    public static string Write(ConsumerSchema schema)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var w = new Utf8JsonWriter(buffer, options))
            Schema(w, schema);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Schema(Utf8JsonWriter w, ConsumerSchema s)
    {
        w.WriteStartObject();
        w.WriteString("name", s.Name);
        w.WriteNumber("version", s.Version);
        w.WriteString("timeZone", s.TimeZone);
        w.WriteNumber("lagDays", s.LagDays);
        w.WriteNumber("latenessDays", s.LatenessDays);
        Objects(w, "attributes", s.Attributes, Attribute);
        Texts(w, "calendar", s.Calendar.Select(p => SchemaWords.CalendarParts[(int)p]));
        Objects(w, "actions", s.Actions, Action);
        Objects(w, "outcomes", s.Outcomes, Outcome);
        Objects(w, "derived", s.Derived, Derived);
        Texts(w, "lags", s.Lags);
        Optional(w, "experiment", s.Experiment, Experiment);
        // Left out where there is nothing: most schemas read tables of their own names.
        if (s.Tables is not null)
            Optional(w, "tables", s.Tables, Tables);
        w.WriteEndObject();
    }

    private static void Attribute(Utf8JsonWriter w, AttributeSpec a)
    {
        w.WriteString("name", a.Name);
        w.WriteString("kind", SchemaWords.AttributeKinds[(int)a.Kind]);
        Texts(w, "levels", a.Levels);
        Numbers(w, "cuts", a.Cuts);
        Texts(w, "labels", a.Labels);
        w.WriteString("unknown", SchemaWords.UnknownPolicies[(int)a.Unknown]);
        if (a.Scale != NumberScale.None)
            w.WriteString("asNumber", SchemaWords.NumberScales[(int)a.Scale]);
    }

    private static void Action(Utf8JsonWriter w, ActionSpec a)
    {
        w.WriteString("name", a.Name);
        Texts(w, "levels", a.Levels);
        w.WriteString("assignment", SchemaWords.Assignments[(int)a.Assignment]);
        Number(w, "propensity", a.Propensity);
        w.WriteNumber("cost", a.Cost);
        w.WriteString("costOutcome", a.CostOutcome);
        Optional(w, "runs", a.Runs, Runs);
    }

    private static void Runs(Utf8JsonWriter w, CalendarRule r)
    {
        Numbers(w, "months", r.Months.Select(m => (double)m));
        Texts(w, "daysOfWeek", r.DaysOfWeek.Select(d => SchemaWords.DaysOfWeek[d]));
        Texts(w, "dates", r.Dates.Select(Days.Text));
    }

    private static void Outcome(Utf8JsonWriter w, OutcomeSpec o)
    {
        w.WriteString("name", o.Name);
        w.WriteString("kind", SchemaWords.OutcomeKinds[(int)o.Kind]);
        w.WriteNumber("windowDays", o.WindowDays);
        w.WriteNumber("value", o.Value);
        w.WriteNumber("margin", o.Margin);
        Optional(w, "recency", o.Recency, (v, r) =>
        {
            v.WriteString("name", r.Name);
            Numbers(v, "days", r.Days.Select(d => (double)d));
        });
        Optional(w, "cumulative", o.Cumulative, (v, c) =>
        {
            v.WriteString("name", c.Name);
            Numbers(v, "cuts", c.Cuts);
        });
        Objects(w, "rates", o.Rates, Rate);
        Texts(w, "drivers", o.Drivers);
        Texts(w, "modifiers", o.Modifiers);
        if (o.Responsiveness.Count > 0)
            Texts(w, "responsiveness", o.Responsiveness);
    }

    private static void Rate(Utf8JsonWriter w, RateSpec r)
    {
        w.WriteString("name", r.Name);
        Number(w, "halfLifeDays", r.HalfLifeDays);
        Numbers(w, "cuts", r.Cuts);
        w.WriteNumber("priorMean", r.PriorMean);
        w.WriteNumber("priorDays", r.PriorDays);
        if (r.AsNumber)
            w.WriteString("asNumber", SchemaWords.YesOrNo[1]);
    }

    private static void Derived(Utf8JsonWriter w, DerivedInputSpec d)
    {
        w.WriteString("name", d.Name);
        w.WriteNumber("base", d.Base);
        w.WriteNumber("centre", d.Centre);
        w.WriteNumber("scale", d.Scale);
        Objects(w, "terms", d.Terms, (v, t) =>
        {
            v.WriteString("action", t.Action);
            v.WriteString("level", t.Level);
            v.WriteNumber("amount", t.Amount);
            Map(v, "when", t.When);
        });
    }

    private static void Experiment(Utf8JsonWriter w, ExperimentSpec e)
    {
        w.WriteString("consumer", e.Consumer);
        Optional(w, "day", e.Day, Source);
        w.WriteString("treatment", e.Treatment);
        Optional(w, "propensity", e.Propensity, Source);
        Optional(w, "cost", e.Cost, Source);
        Objects(w, "arms", e.Arms, (v, a) =>
        {
            v.WriteString("label", a.Label);
            v.WriteString("treatment", a.Treatment);
            Map(v, "actions", a.Actions.Select(l => KeyValuePair.Create(l.Action, l.Level)));
            Number(v, "propensity", a.Propensity);
            Number(v, "cost", a.Cost);
        });
        Map(w, "outcomes", e.Outcomes);
    }

    private static void Tables(Utf8JsonWriter w, TableSpec t)
    {
        w.WriteString("dayFormat", t.DayFormat);
        Optional(w, "consumers", t.Consumers, (v, c) =>
        {
            v.WriteString("consumer", c.Consumer);
            Map(v, "attributes", c.Attributes);
        });
        Optional(w, "events", t.Events, (v, e) =>
        {
            v.WriteString("id", e.Id);
            v.WriteString("consumer", e.Consumer);
            v.WriteString("day", e.Day);
            Optional(v, "name", e.Name, Source);
            v.WriteString("kind", e.Kind);
            v.WriteString("level", e.Level);
            v.WriteString("value", e.Value);
            Map(v, "names", e.Names);
            Texts(v, "ignore", e.Ignore);
        });
    }

    private static void Source(Utf8JsonWriter w, ColumnOrValue source)
    {
        w.WriteString("column", source.Column);
        w.WriteString("value", source.Value);
    }

    private static void Optional<T>(Utf8JsonWriter w, string name, T? item, Action<Utf8JsonWriter, T> write)
        where T : class
    {
        if (item is null)
        {
            w.WriteNull(name);
            return;
        }
        w.WriteStartObject(name);
        write(w, item);
        w.WriteEndObject();
    }

    private static void Objects<T>(Utf8JsonWriter w, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        w.WriteStartArray(name);
        foreach (T item in items)
        {
            w.WriteStartObject();
            write(w, item);
            w.WriteEndObject();
        }
        w.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter w, string name, IEnumerable<string> texts)
    {
        w.WriteStartArray(name);
        foreach (string text in texts)
            w.WriteStringValue(text);
        w.WriteEndArray();
    }

    private static void Numbers(Utf8JsonWriter w, string name, IEnumerable<double> numbers)
    {
        w.WriteStartArray(name);
        foreach (double number in numbers)
            w.WriteNumberValue(number);
        w.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter w, string name, double? number)
    {
        if (number is { } value)
            w.WriteNumber(name, value);
        else
            w.WriteNull(name);
    }

    private static void Map(Utf8JsonWriter w, string name, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        w.WriteStartObject(name);
        foreach ((string key, string value) in pairs)
            w.WriteString(key, value);
        w.WriteEndObject();
    }
}
