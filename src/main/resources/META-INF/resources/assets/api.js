/* The API's description, and nothing of any other server. Only what reads may be tried here. */
SwaggerUIBundle({url: '/q/openapi', dom_id: '#api', deepLinking: true, validatorUrl: null, supportedSubmitMethods: ['get'], docExpansion: 'list', defaultModelsExpandDepth: 0});
