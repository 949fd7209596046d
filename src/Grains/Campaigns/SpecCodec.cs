using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;

namespace WorldModel.Grains.Campaigns;

/// <summary>A campaign's spec in records: the same spec gives the same bytes.</summary>
internal static class SpecCodec
{
    public static void Write(RecordWriter writer, CampaignSpec spec)
    {
        writer.String(spec.Id);
        writer.String(spec.Pool);
        writer.OptionalDouble(spec.Budget);
        writer.OptionalDouble(spec.BudgetPerConsumer);
        writer.String(spec.Model);
        writer.Day(spec.Day);
        writer.Count(spec.Treatments.Length);
        foreach (var treatment in spec.Treatments)
        {
            writer.String(treatment.Name);
            Write(writer, treatment.Actions);
            writer.Double(treatment.Cost);
            writer.OptionalString(treatment.CostOutcome);
            Write(writer, treatment.Requires);
        }

        writer.Count(spec.Values.Length);
        foreach (var value in spec.Values)
        {
            writer.String(value.Outcome);
            writer.Double(value.Value);
            writer.Double(value.Margin);
        }

        Write(writer, spec.Context);
        Write(writer, spec.Audience);
        writer.Double(spec.Holdout);
        writer.Double(spec.Explore);
        writer.String(spec.Fallback);
        writer.Double(spec.ExpiresHours);
        writer.Day(spec.From);
        writer.Day(spec.Until);
        writer.Bool(spec.AudienceList);
        Write(writer, spec.Requires);
        writer.Count(spec.Caps.Length);
        foreach (var cap in spec.Caps) Write(writer, cap);
        writer.OptionalString(spec.QuietHours?.From);
        writer.OptionalString(spec.QuietHours?.To);
        writer.OptionalDouble(spec.Guard);
    }

    public static CampaignSpec Read(ref RecordReader reader) => new(
        Id: reader.String(),
        Pool: reader.String(),
        Budget: reader.OptionalDouble(),
        BudgetPerConsumer: reader.OptionalDouble(),
        Model: reader.String(),
        Day: reader.Day(),
        Treatments: ReadTreatments(ref reader),
        Values: ReadValues(ref reader),
        Context: ReadActions(ref reader),
        Audience: ReadAudience(ref reader),
        Holdout: reader.Double(),
        Explore: reader.Double(),
        Fallback: reader.String(),
        ExpiresHours: reader.Double())
    {
        From = reader.Day(),
        Until = reader.Day(),
        AudienceList = reader.Bool(),
        Requires = ReadAudience(ref reader),
        Caps = ReadCaps(ref reader),
        QuietHours = ReadHours(ref reader),
        Guard = reader.OptionalDouble(),
    };

    /// <summary>Whether two specs say the same.</summary>
    public static bool Same(CampaignSpec left, CampaignSpec right)
    {
        var (one, other) = (new RecordWriter(), new RecordWriter());
        Write(one, left);
        Write(other, right);
        return one.Written.SequenceEqual(other.Written);
    }

    private static void Write(RecordWriter writer, ActionSetting[] actions)
    {
        writer.Count(actions.Length);
        foreach (var action in actions)
        {
            writer.String(action.Action);
            writer.String(action.Level);
        }
    }

    private static void Write(RecordWriter writer, AudienceCondition[] conditions)
    {
        writer.Count(conditions.Length);
        foreach (var condition in conditions)
        {
            writer.String(condition.Attribute);
            writer.Count(condition.In.Length);
            foreach (var text in condition.In) writer.String(text);
        }
    }

    private static void Write(RecordWriter writer, FrequencyCap cap)
    {
        writer.Count(cap.Treatments.Length);
        foreach (var name in cap.Treatments) writer.String(name);
        writer.Count(cap.Contacts);
        writer.Count(cap.Days);
        writer.String(cap.Scope);
    }

    private static FrequencyCap[] ReadCaps(ref RecordReader reader)
    {
        var caps = new FrequencyCap[reader.Count()];
        foreach (ref var cap in caps.AsSpan())
        {
            var names = new string[reader.Count()];
            foreach (ref var name in names.AsSpan()) name = reader.String();
            cap = new FrequencyCap(names, reader.Count(), reader.Count(), reader.String());
        }

        return caps;
    }

    private static QuietHours? ReadHours(ref RecordReader reader) =>
        (reader.OptionalString(), reader.OptionalString()) is ({ } from, { } to) ? new QuietHours(from, to) : null;

    private static TreatmentSpec[] ReadTreatments(ref RecordReader reader)
    {
        var treatments = new TreatmentSpec[reader.Count()];
        foreach (ref var treatment in treatments.AsSpan())
        {
            treatment = new TreatmentSpec(
                reader.String(), ReadActions(ref reader), reader.Double(), reader.OptionalString())
            {
                Requires = ReadAudience(ref reader),
            };
        }

        return treatments;
    }

    private static OutcomeValue[] ReadValues(ref RecordReader reader)
    {
        var values = new OutcomeValue[reader.Count()];
        foreach (ref var value in values.AsSpan())
        {
            value = new OutcomeValue(reader.String(), reader.Double(), reader.Double());
        }

        return values;
    }

    private static ActionSetting[] ReadActions(ref RecordReader reader)
    {
        var actions = new ActionSetting[reader.Count()];
        foreach (ref var action in actions.AsSpan()) action = new ActionSetting(reader.String(), reader.String());
        return actions;
    }

    private static AudienceCondition[] ReadAudience(ref RecordReader reader)
    {
        var conditions = new AudienceCondition[reader.Count()];
        foreach (ref var condition in conditions.AsSpan())
        {
            var attribute = reader.String();
            var values = new string[reader.Count()];
            foreach (ref var value in values.AsSpan()) value = reader.String();
            condition = new AudienceCondition(attribute, values);
        }

        return conditions;
    }
}
