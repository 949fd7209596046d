# The server with its store in a volume, and the `worldmodel` command with all stores:
#     docker build --build-arg DOTNET_IMAGES=... -t worldmodel .
# DOTNET_IMAGES: where Microsoft publishes the .NET images, or the mirror of them that your cluster trusts.
ARG DOTNET_IMAGES
FROM ${DOTNET_IMAGES}/dotnet/sdk:10.0.401 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/Cli/Cli.csproj -c Release -o /app --nologo \
    && dotnet publish src/Silo.Postgres/Silo.Postgres.csproj -c Release -o /stores/postgres --nologo \
    && dotnet publish src/Silo.Azure/Silo.Azure.csproj -c Release -o /stores/blob --nologo

FROM ${DOTNET_IMAGES}/dotnet/aspnet:10.0.12-noble-chiseled
WORKDIR /app
COPY --from=build /app .
COPY --from=build /stores /stores
ENV WORLDMODEL_STORES=/stores/postgres:/stores/blob DOTNET_EnableDiagnostics=0
VOLUME /data
EXPOSE 5080
USER 1654
ENTRYPOINT ["dotnet", "worldmodel.dll"]
CMD ["serve", "--data", "/data", "--schema", "/schema/schema.json", "--keys", "/secrets/keys", "--listen", "0.0.0.0"]
