using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WorldModel.Client;

/// <summary>
/// A calendar day in the schema's time zone, written <c>yyyy-MM-dd</c>. Stands where .NET has <c>DateOnly</c>, which
/// .NET Standard lacks.
/// </summary>
[JsonConverter(typeof(JsonText))]
public readonly struct Day : IEquatable<Day>, IComparable<Day>
{
    private const string Format = "yyyy-MM-dd";
    private readonly DateTime _midnight;

    public Day(int year, int month, int day) => _midnight = new DateTime(year, month, day);

    private Day(DateTime midnight) => _midnight = midnight;

    /// <summary>The day of a point in time, as its clock shows it.</summary>
    public static Day FromDateTime(DateTime time) => new(time.Date);

    /// <exception cref="FormatException">Not <c>yyyy-MM-dd</c>.</exception>
    public static Day Parse(string text) =>
        DateTime.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var midnight)
            ? new Day(midnight)
            : throw new FormatException($"day: got {text}, expected {Format}");

    public Day AddDays(int days) => new(_midnight.AddDays(days));

    /// <summary>Midnight at its beginning, of no particular zone.</summary>
    public DateTime ToDateTime() => _midnight;

    public int CompareTo(Day other) => _midnight.CompareTo(other._midnight);

    public bool Equals(Day other) => _midnight == other._midnight;

    public override bool Equals(object? obj) => obj is Day other && Equals(other);

    public override int GetHashCode() => _midnight.GetHashCode();

    public override string ToString() => _midnight.ToString(Format, CultureInfo.InvariantCulture);

    public static bool operator ==(Day left, Day right) => left.Equals(right);

    public static bool operator !=(Day left, Day right) => !left.Equals(right);

    public static bool operator <(Day left, Day right) => left.CompareTo(right) < 0;

    public static bool operator >(Day left, Day right) => left.CompareTo(right) > 0;

    public static bool operator <=(Day left, Day right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Day left, Day right) => left.CompareTo(right) >= 0;

    /// <summary>Reads and writes the day as text.</summary>
    internal sealed class JsonText : JsonConverter<Day>
    {
        public override Day Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return Parse(reader.GetString() ?? "");
            }
            catch (FormatException error)
            {
                throw new JsonException(error.Message, error);
            }
        }

        public override void Write(Utf8JsonWriter writer, Day value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
