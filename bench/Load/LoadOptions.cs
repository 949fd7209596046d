using System.Globalization;

namespace WorldModel.Bench.Load;

/// <summary>Numbers and names given as <c>--name value</c>.</summary>
internal sealed class LoadOptions(string[] arguments)
{
    public int Int(string name, int otherwise) =>
        Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public double Number(string name, double otherwise) =>
        Text(name) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public string? Text(string name)
    {
        var at = Array.IndexOf(arguments, "--" + name);
        return at < 0 ? null
            : at + 1 < arguments.Length ? arguments[at + 1]
            : throw new ArgumentException($"--{name}: got nothing, expected a value");
    }

    public bool Has(string name) => arguments.Contains("--" + name);
}
