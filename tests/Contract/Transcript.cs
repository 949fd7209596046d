using WorldModel.Grains.Interfaces;

namespace WorldModel.Testing.Contract;

/// <summary>What was asked of grains and what they answered, as text to the last bit.</summary>
internal sealed class Transcript
{
    private readonly List<string> _lines = [];
    private readonly HashSet<string> _codes = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Codes of the problems that were answered.</summary>
    public IReadOnlySet<string> Codes => _codes;

    public T Add<T>(string asked, T answer)
    {
        _lines.Add($"{asked}: {Described.Of(answer)}");
        return answer;
    }

    /// <summary>An answer that must hold a problem of this code.</summary>
    public T Refused<T>(string asked, string code, T answer, Problem? problem)
    {
        Add(asked, answer);
        Assert.True(problem?.Code == code, $"{asked}: got {problem?.Code ?? "no problem"}, expected {code}");
        _codes.Add(code);
        return answer;
    }

    /// <summary>An answer that must hold none.</summary>
    public T Accepted<T>(string asked, T answer, Problem? problem)
    {
        Add(asked, answer);
        Assert.True(problem is null, $"{asked}: got {problem}, expected no problem");
        return answer;
    }
}
