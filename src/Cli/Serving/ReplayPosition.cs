using System.Globalization;
using WorldModel.Schema;

namespace WorldModel.Cli.Serving;

/// <summary>
/// How many lines of a file a silo has acknowledged, kept beside the replay so that it goes on where it ended. Losing
/// it costs time only: events count once by their id.
/// </summary>
internal sealed class ReplayPosition(string? path)
{
    public long Read()
    {
        if (path is null || !File.Exists(path))
            return 0;
        var text = File.ReadAllText(path).Trim();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var lines)
            ? lines
            : throw new InputException("--resume", text, "a file with the number of lines sent, as replay wrote it");
    }

    public void Write(long lines)
    {
        if (path is null)
            return;
        File.WriteAllText(path + ".partial", lines.ToString(CultureInfo.InvariantCulture) + "\n");
        File.Move(path + ".partial", path, overwrite: true);
    }
}
