using System.Security.Cryptography;
using System.Text;
using WorldModel.Schema.Json;

namespace WorldModel.Schema;

/// <summary>
/// What a consumer looks like: attributes, actions, outcomes, and how they become the visible units of a model.
/// Immutable; two schemas with the same <see cref="Hash"/> mean the same. The JSON is described in docs/formats.md.
/// </summary>
/// <param name="Name">The schema's name.</param>
/// <param name="Version">Its version, from 1.</param>
/// <param name="TimeZone">IANA name of the zone in which a day is a day.</param>
/// <param name="LagDays">Days before today that are shown one by one.</param>
/// <param name="LatenessDays">Days that an event may lag behind the consumer's newest one and still count.</param>
/// <param name="Attributes">Attributes in unit order.</param>
/// <param name="Calendar">Calendar parts in unit order.</param>
/// <param name="Actions">Actions, in the order of an action vector.</param>
/// <param name="Outcomes">Outcomes, in order.</param>
/// <param name="Derived">Derived inputs, in order.</param>
/// <param name="Lags">Names of the actions and outcomes shown for each lag day, in unit order.</param>
/// <param name="Experiment">How an experiment's table is to be read; null: by the default column names.</param>
/// <param name="Tables">Where things stand in the user's own tables; null: under their own names.</param>
public sealed record ConsumerSchema(
    string Name, int Version, string TimeZone, int LagDays, int LatenessDays,
    IReadOnlyList<AttributeSpec> Attributes, IReadOnlyList<CalendarPart> Calendar, IReadOnlyList<ActionSpec> Actions,
    IReadOnlyList<OutcomeSpec> Outcomes, IReadOnlyList<DerivedInputSpec> Derived, IReadOnlyList<string> Lags,
    ExperimentSpec? Experiment, TableSpec? Tables = null)
{
    // With its owner, so that a changed copy (with) does not inherit it.
    private Tuple<ConsumerSchema, string>? _hashed;

    /// <summary>SHA-256 of the canonical JSON in UTF-8, lower-case hex.</summary>
    public string Hash
    {
        get
        {
            if (_hashed is { } known && ReferenceEquals(known.Item1, this))
                return known.Item2;
            string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToJson())));
            _hashed = Tuple.Create(this, hash);
            return hash;
        }
    }

    /// <exception cref="InputException">The text is not JSON or not a schema; names the field.</exception>
    public static ConsumerSchema Parse(string json) => SchemaParser.Parse(json);

    /// <exception cref="InputException">The file is missing, not JSON or not a schema.</exception>
    public static ConsumerSchema Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (InputException e)
        {
            throw new InputException($"{path}: {e.Field}", e.Value, e.Expected, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException("schema", path, "a schema file that can be read", e);
        }
    }

    /// <summary>Canonical JSON: every field, in a fixed order, without white space.</summary>
    public string ToJson() => SchemaWriter.Write(this);

    public int OutcomeIndex(string name) => IndexOf(Outcomes, o => o.Name, name, "outcome");

    public int ActionIndex(string name) => IndexOf(Actions, a => a.Name, name, "action");

    public int AttributeIndex(string name) => IndexOf(Attributes, a => a.Name, name, "attribute");

    public bool Equals(ConsumerSchema? other) => other is not null && Hash == other.Hash;

    public override int GetHashCode() => Hash.GetHashCode(StringComparison.Ordinal);

    private static int IndexOf<T>(IReadOnlyList<T> list, Func<T, string> nameOf, string name, string what)
    {
        for (int i = 0; i < list.Count; i++)
        {
            if (nameOf(list[i]) == name)
                return i;
        }
        throw new InputException(what, name, $"one of {string.Join(", ", list.Select(nameOf))}");
    }
}

/// <summary>A part of the calendar shown to the model.</summary>
public enum CalendarPart
{
    /// <summary>12 units, month_1 to month_12.</summary>
    Month,

    /// <summary>7 units, dow_0 (Monday) to dow_6 (Sunday).</summary>
    DayOfWeek,
}
