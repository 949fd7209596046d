namespace WorldModel.Client.Wire;

/// <summary>Which model is live, and which were, by content hash.</summary>
/// <param name="Name">The shared model's name.</param>
/// <param name="Live">The one that answers; absent before the first promotion.</param>
/// <param name="Previous">The one that a rollback makes live.</param>
/// <param name="Candidates">Registered, not live.</param>
/// <param name="Version">Counts the changes.</param>
public sealed record ModelsInfo(string Name, string? Live, string? Previous, string[] Candidates, long Version);

/// <summary>An uploaded model file, loaded, checked and registered as a candidate.</summary>
public sealed record ModelUpload(string Model, ModelsInfo Models);

/// <summary>Names a model by its content hash.</summary>
public sealed record ModelRequest(string Model);
