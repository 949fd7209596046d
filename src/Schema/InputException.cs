namespace WorldModel.Schema;

/// <summary>Bad input: names the field, the value that was given and what would have been accepted.</summary>
public sealed class InputException : WorldModelException
{
    private const int LongestValue = 200;

    public InputException(string field, string? value, string expected, Exception? inner = null)
        : base($"{field}: got {Shown(value)}, expected {expected}", inner)
    {
        Field = field;
        Value = value is { Length: > LongestValue } ? value[..LongestValue] : value;
        Expected = expected;
    }

    /// <summary>The field in the caller's spelling, e.g. <c>actions[2].cost</c>.</summary>
    public string Field { get; }

    /// <summary>What was given, shortened to 200 characters; null where nothing was.</summary>
    public string? Value { get; }

    public string Expected { get; }

    /// <summary>The same complaint with the field's place put in front: <c>events[3]</c> + <c>day</c>.</summary>
    public InputException Within(string place) => new($"{place}.{Field}", Value, Expected, this);

    private static string Shown(string? value) => value switch
    {
        null => "nothing",
        { Length: > LongestValue } => $"'{value[..LongestValue]}...'",
        _ => $"'{value}'",
    };
}
