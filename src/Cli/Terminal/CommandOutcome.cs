using System.Text.Json.Nodes;

namespace WorldModel.Cli.Terminal;

/// <summary>What a command came to.</summary>
/// <param name="Json">The result for programs; its keys are a contract (docs/formats.md).</param>
/// <param name="Ok">False where the command ran to its end and the answer is a failure.</param>
internal sealed record CommandOutcome(JsonObject Json, bool Ok = true);
