namespace WorldModel.Schema;

/// <summary>An action that is on: a binary one at level <c>1</c>, another at one of its levels.</summary>
public readonly record struct ActionLevel(string Action, string Level)
{
    public const string On = "1";

    public override string ToString() => Level == On ? Action : $"{Action}={Level}";
}
