using System.Globalization;

namespace WorldModel.Cli.Files;

/// <summary>Writes comma-separated rows (RFC 4180): numbers round-trip, text is quoted where it must be.</summary>
internal sealed class CsvFile : IDisposable
{
    private readonly StreamWriter _writer;
    private bool _first = true;

    public CsvFile(string path, params string[] columns)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        _writer = new StreamWriter(path) { NewLine = "\n" };
        foreach (var column in columns)
            Field(column);
        EndRow();
    }

    public CsvFile Field(string text)
    {
        Separate();
        if (text.AsSpan().IndexOfAny(",\"\r\n") < 0)
            _writer.Write(text);
        else
            _writer.Write('"' + text.Replace("\"", "\"\"") + '"');
        return this;
    }

    public CsvFile Field(double number)
    {
        Separate();
        _writer.Write(number.ToString("R", CultureInfo.InvariantCulture));
        return this;
    }

    public CsvFile Field(decimal number)
    {
        Separate();
        _writer.Write(number.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    public void EndRow()
    {
        _writer.WriteLine();
        _first = true;
    }

    public void Dispose() => _writer.Dispose();

    private void Separate()
    {
        if (!_first)
            _writer.Write(',');
        _first = false;
    }
}
