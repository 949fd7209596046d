namespace WorldModel.Cli.Demo.Findings;

/// <summary>Something that must hold for the demo to be believed, whether it does, and the figures.</summary>
internal sealed record DemoCheck(string Name, bool Holds, string Sentence);
