using System.Globalization;

namespace WorldModel.Schema.Media;

/// <summary>How a covariate's cells become numbers: as they are, or a 0/1 for every word but the commonest.</summary>
internal sealed class CovariateCode
{
    private const int MostWords = 12;
    private readonly int _column;
    private readonly string _name;
    private readonly string[]? _words;

    private CovariateCode(string name, int column, string[]? words)
    {
        (_name, _column, _words) = (name, column, words);
        Names = words is null ? [name] : [.. words.Select(word => $"{name}={word}")];
    }

    /// <summary>Names of the numbers written.</summary>
    public string[] Names { get; }

    /// <summary>Reads a column without a number as words, any other as numbers.</summary>
    /// <exception cref="InputException">A word is missing, or there are too many.</exception>
    public static CovariateCode Of(string name, int column, List<WeeklyRow> rows)
    {
        var given = rows.Select(row => row.Covariates[column]).OfType<string>().ToList();
        if (given.Count == 0 || given.Any(IsNumber)) return new CovariateCode(name, column, null);
        if (rows.Find(row => row.Covariates[column] is null) is { } empty)
            throw new InputException($"line {empty.Line}: {name}", null, "a word, as in the other rows");
        var words = rows.GroupBy(row => row.Covariates[column]!, StringComparer.Ordinal)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.Key).ToArray();
        if (words.Length > MostWords)
            throw new InputException(name, $"{words.Length} different words", $"numbers, or at most {MostWords} words");
        return new CovariateCode(name, column, [.. words.Skip(1)]);
    }

    /// <summary>Writes a row's numbers; returns how many.</summary>
    public int Write(WeeklyRow row, Span<double> numbers)
    {
        if (_words is null)
            numbers[0] = WeeklyRow.Number(row.Covariates[_column], $"line {row.Line}: {_name}");
        else
        {
            for (var i = 0; i < _words.Length; i++) numbers[i] = row.Covariates[_column] == _words[i] ? 1 : 0;
        }

        return Names.Length;
    }

    private static bool IsNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
